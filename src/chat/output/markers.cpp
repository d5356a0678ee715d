#include "chat/output/markers.h"

#include <algorithm>

namespace hearth::chat {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

}  // namespace

MarkerSearch marker_in_front(std::string_view text, std::span<const std::string_view> markers, More more) {
  std::optional<std::string_view> longest;
  for (const std::string_view marker : markers) {
    if (marker.empty()) continue;
    // A longer marker may still come in the place of a shorter one that is there.
    if (more == More::kMayCome && text.size() < marker.size() && marker.starts_with(text)) return {};
    if (text.starts_with(marker) && (!longest || marker.size() > longest->size())) longest = marker;
  }
  return longest ? MarkerSearch{0, longest} : MarkerSearch{.n_before = 1};
}

MarkerSearch find_marker(std::string_view text, std::span<const std::string_view> markers, More more) {
  for (size_t at = 0; at < text.size(); ++at) {
    const MarkerSearch here = marker_in_front(text.substr(at), markers, more);
    if (here.n_before == 0) return {at, here.marker};
  }
  return {.n_before = text.size()};
}

std::string_view without_space_in_front(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(kSpace), text.size()));
  return text;
}

std::string_view without_space_at_end(std::string_view text) {
  return text.substr(0, text.find_last_not_of(kSpace) + 1);
}

}  // namespace hearth::chat
