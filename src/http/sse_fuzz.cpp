// libFuzzer: any bytes as server-sent events and as lines. The first byte says how they are cut into parts; what is
// read must not depend on the cut, and an event reads back as it was written. Seeds: tests/fuzz/sse.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "http/ndjson.h"
#include "http/sse.h"

namespace hearth::http {
namespace {

std::vector<SseEvent> events(std::string_view text, size_t part_bytes) {
  std::vector<SseEvent> found;
  SseParser parser;
  for (size_t at = 0; at < text.size(); at += part_bytes) {
    CHECK(parser.add(text.substr(at, part_bytes), [&](const SseEvent& event) -> Status {
      found.push_back(event);
      return {};
    }));
  }
  return found;
}

std::vector<std::string> lines(std::string_view text, size_t part_bytes) {
  std::vector<std::string> found;
  const auto take = [&](std::string_view line) -> Status {
    found.emplace_back(line);
    return {};
  };
  LineSplitter splitter;
  for (size_t at = 0; at < text.size(); at += part_bytes) CHECK(splitter.add(text.substr(at, part_bytes), take));
  CHECK(splitter.finish(take));
  return found;
}

}  // namespace
}  // namespace hearth::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hearth::http;
  if (size == 0) return 0;
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t part_bytes = 1 + data[0];
  const std::vector<SseEvent> found = events(text, text.size() + 1);
  CHECK(found == events(text, part_bytes));
  CHECK(lines(text, text.size() + 1) == lines(text, part_bytes));
  for (const SseEvent& event : found) CHECK(events(format_sse(event), part_bytes) == std::vector{event});
  return 0;
}
