// Server-sent events (text/event-stream, WHATWG HTML 9.2): how OpenAI's and Anthropic's APIs stream.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::http {

struct SseEvent {
  std::string name{};  // empty when the stream gave none
  std::string data{};
  bool operator==(const SseEvent&) const = default;
};

// The event as it is sent. Each line of `data` becomes a line of its own; `name` has no line end.
std::string format_sse(const SseEvent& event);

// Reads events from a stream that arrives in parts. What concerns reconnecting (id, retry) is passed over.
class SseParser {
 public:
  using OnEvent = std::function<Status(const SseEvent& event)>;

  explicit SseParser(size_t max_event_bytes = size_t{64} << 20) : max_event_bytes_(max_event_bytes) {}

  // Calls `on_event` for each event that is now complete. An error from it is returned at once, and so is an event
  // that passes the limit.
  Status add(std::string_view part, const OnEvent& on_event);

 private:
  Status end_line(const OnEvent& on_event);
  void take_field(std::string_view name, std::string_view value);

  size_t max_event_bytes_;
  std::string line_;
  SseEvent event_;
  bool has_data_ = false;
  bool at_start_ = true;  // a byte order mark may stand here
  bool skip_lf_ = false;  // the last byte was CR, and LF would belong to it
};

}  // namespace hearth::http
