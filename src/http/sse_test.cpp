#include "http/sse.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <vector>

namespace hearth::http {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::vector<SseEvent> parse(std::string_view text, size_t part_bytes) {
  std::vector<SseEvent> events;
  SseParser parser;
  for (size_t at = 0; at < text.size(); at += part_bytes) {
    EXPECT_TRUE(parser.add(text.substr(at, part_bytes), [&](const SseEvent& event) -> Status {
      events.push_back(event);
      return {};
    }));
  }
  return events;
}

TEST(Sse, TheCutOfPartsDoesNotMatter) {
  const std::string_view text =
      "\xEF\xBB\xBF: a comment\ndata: {\"a\":1}\r\n\r\nevent: ping\rdata\r\rid: 7\ndata:x\ndata:  y\nretry: 1\n\n"
      "event: no data\n\ndata: [DONE]\n\ndata: unfinished\n";
  for (size_t size = 1; size <= text.size(); ++size) {
    EXPECT_THAT(parse(text, size), ElementsAre(SseEvent{"", "{\"a\":1}"}, SseEvent{"ping", ""}, SseEvent{"", "x\n y"},
                                               SseEvent{"", "[DONE]"}))
        << size;
  }
}

TEST(Sse, EventsAreReadAsTheyWereWritten) {
  const SseEvent events[] = {{"", "one"}, {"message_start", "{\"type\":\"x\"}"}, {"", ""}, {"", "two\nlines\n"}};
  for (const SseEvent& event : events) EXPECT_THAT(parse(format_sse(event), 3), ElementsAre(event));
  EXPECT_EQ(format_sse({"", "x"}), "data: x\n\n");
  EXPECT_EQ(format_sse({"ping", "a\r\nb\rc"}), "event: ping\ndata: a\ndata: b\ndata: c\n\n");
}

TEST(Sse, AnEventWithoutDataIsNone) { EXPECT_THAT(parse("event: x\n\n\n\n:\n\n", 100), IsEmpty()); }

TEST(Sse, AnEventLongerThanTheLimitIsAnError) {
  const auto ignore = [](const SseEvent&) -> Status { return {}; };
  SseParser one_line(8);
  EXPECT_THAT(one_line.add("data: 123456789", ignore).error().message, HasSubstr("longer than 8 bytes"));
  SseParser many_lines(16);
  Status status;
  for (int i = 0; i < 10 && status; ++i) status = many_lines.add("data: 1\n", ignore);
  EXPECT_THAT(status.error().message, HasSubstr("longer than 16 bytes"));
}

}  // namespace
}  // namespace hearth::http
