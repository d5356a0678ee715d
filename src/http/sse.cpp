#include "http/sse.h"

#include <algorithm>

#include "base/text.h"

namespace hearth::http {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

}  // namespace

std::string format_sse(const SseEvent& event) {
  std::string text;
  if (!event.name.empty()) text += concat("event: ", event.name, '\n');
  std::string_view rest = event.data;
  for (;;) {
    const size_t end = rest.find_first_of("\r\n");
    text += concat("data: ", rest.substr(0, end), '\n');
    if (end == std::string_view::npos) break;
    rest.remove_prefix(rest.substr(end).starts_with("\r\n") ? end + 2 : end + 1);
  }
  return text + '\n';
}

Status SseParser::add(std::string_view part, const OnEvent& on_event) {
  while (!part.empty()) {
    if (skip_lf_ && part.front() == '\n') part.remove_prefix(1);
    if (part.empty()) {
      skip_lf_ = false;
      return {};
    }
    skip_lf_ = false;
    const size_t end = std::min(part.find_first_of("\r\n"), part.size());
    if (line_.size() + end + event_.data.size() > max_event_bytes_) {
      return fail(ErrorCode::kCorrupt, concat("an event is longer than ", max_event_bytes_, " bytes"));
    }
    line_ += part.substr(0, end);
    if (end == part.size()) return {};
    skip_lf_ = part[end] == '\r';
    part.remove_prefix(end + 1);
    TRY(end_line(on_event));
  }
  return {};
}

Status SseParser::end_line(const OnEvent& on_event) {
  std::string line;
  std::swap(line, line_);
  std::string_view text = line;
  if (at_start_ && text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  at_start_ = false;
  if (!text.empty()) {
    const size_t colon = std::min(text.find(':'), text.size());
    std::string_view value = text.substr(std::min(colon + 1, text.size()));
    if (value.starts_with(' ')) value.remove_prefix(1);
    take_field(text.substr(0, colon), value);
    return {};
  }
  SseEvent event;
  std::swap(event, event_);
  const bool complete = has_data_;
  has_data_ = false;
  return complete ? on_event(event) : Status{};
}

void SseParser::take_field(std::string_view name, std::string_view value) {
  if (name == "event") event_.name = value;
  if (name != "data") return;
  if (has_data_) event_.data += '\n';
  event_.data += value;
  has_data_ = true;
}

}  // namespace hearth::http
