// libFuzzer: any bytes as requests and answers of HTTP/1. The first byte chooses which and how the rest is cut into
// parts; what is read must not depend on the cut. Seeds: tests/fuzz/message_parser.
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http/message_parser.h"

namespace hearth::http {
namespace {

struct Outcome {
  int refused = 0;
  bool done = false;
  size_t used = 0;
  std::string target, body;
  Headers headers;
  bool operator==(const Outcome&) const = default;
};

Outcome parse(MessageParser::Kind kind, std::string_view text, size_t part_bytes) {
  MessageParser parser(kind, 1024);
  Outcome outcome;
  std::string waiting;
  for (size_t at = 0; at < text.size() && !parser.done(); at += part_bytes) {
    waiting += text.substr(at, part_bytes);
    for (size_t used = 1; used > 0 && !waiting.empty() && !parser.done();) {
      const auto result = parser.put(waiting);
      if (!result) return {.refused = result.error().status, .target = {}, .body = {}, .headers = {}};
      used = *result;
      CHECK(used <= waiting.size());
      waiting.erase(0, used);
      outcome.used += used;
      outcome.body += parser.take_body();
    }
  }
  outcome.done = parser.done() || parser.put_end();
  if (!outcome.done) return {.target = {}, .body = {}, .headers = {}};
  outcome.target = parser.head().target;
  outcome.headers = parser.head().headers;
  return outcome;
}

}  // namespace
}  // namespace hearth::http

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace hearth::http;
  if (size == 0) return 0;
  constexpr MessageParser::Kind kKinds[] = {MessageParser::Kind::kRequest, MessageParser::Kind::kAnswer,
                                            MessageParser::Kind::kAnswerToHead};
  const MessageParser::Kind kind = kKinds[data[0] % 3];
  const std::string_view text(reinterpret_cast<const char*>(data) + 1, size - 1);
  const Outcome whole = parse(kind, text, text.size() + 1);
  const Outcome parts = parse(kind, text, 1 + data[0] / 3U);
  // A refusal may come earlier in parts, where a header line counts before its end has been seen.
  if (whole.refused == 0 && parts.refused == 0) CHECK(whole == parts);
  return 0;
}
