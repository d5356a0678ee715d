#include "runtime/stop_matcher.h"

#include <algorithm>
#include <utility>

namespace hearth::runtime {

StopMatcher::StopMatcher(std::vector<std::string> stops) : stops_(std::move(stops)) {
  std::erase_if(stops_, [](const std::string& stop) { return stop.empty(); });
}

std::string StopMatcher::push(std::string_view text) {
  if (stopped_) return {};
  held_ += text;
  size_t first = std::string::npos;
  for (const std::string& stop : stops_) {
    const size_t at = held_.find(stop);
    if (at >= first) continue;
    first = at;
    stopped_by_ = stop;
  }
  size_t show = held_.size();
  if (first != std::string::npos) {
    stopped_ = true;
    show = first;
  } else {
    // Keep back the longest end of the text that begins a stop string.
    for (const std::string& stop : stops_) {
      for (size_t n = std::min(stop.size() - 1, held_.size()); n > 0; --n) {
        if (held_.ends_with(std::string_view(stop).substr(0, n))) {
          show = std::min(show, held_.size() - n);
          break;
        }
      }
    }
  }
  std::string shown = held_.substr(0, show);
  held_.erase(0, stopped_ ? held_.size() : show);
  return shown;
}

std::string StopMatcher::flush() { return std::exchange(held_, {}); }

}  // namespace hearth::runtime
