#include "http/answer_head.h"

#include <gtest/gtest.h>

namespace hearth::http {
namespace {

constexpr auto kNow = std::chrono::system_clock::time_point(std::chrono::seconds(784111777));
constexpr const char* kDate = "Date: Sun, 06 Nov 1994 08:49:37 GMT\r\n";

TEST(AnswerHead, DatesAreThoseOfRfc9110) {
  EXPECT_EQ(format_date(kNow), "Sun, 06 Nov 1994 08:49:37 GMT");
  EXPECT_EQ(format_date(std::chrono::system_clock::time_point{}), "Thu, 01 Jan 1970 00:00:00 GMT");
}

TEST(AnswerHead, SaysHowTheBodyEnds) {
  const Response response{.status = 200, .headers = {{"X", "y"}}, .body = {}};
  EXPECT_EQ(format_head(response, {.framing = Framing::kLength, .length = 5, .now = kNow}),
            std::string("HTTP/1.1 200 OK\r\nX: y\r\n") + kDate + "Content-Length: 5\r\n\r\n");
  EXPECT_EQ(format_head(response, {.framing = Framing::kChunked, .now = kNow}),
            std::string("HTTP/1.1 200 OK\r\nX: y\r\n") + kDate + "Transfer-Encoding: chunked\r\n\r\n");
  EXPECT_EQ(format_head(response, {.framing = Framing::kClose, .keep_alive = false, .version = 10, .now = kNow}),
            std::string("HTTP/1.1 200 OK\r\nX: y\r\n") + kDate + "Connection: close\r\n\r\n");
  EXPECT_EQ(
      format_head({.status = 204, .headers = {}, .body = {}}, {.framing = Framing::kNone, .version = 10, .now = kNow}),
      std::string("HTTP/1.1 204 No Content\r\n") + kDate + "Connection: keep-alive\r\n\r\n");
}

TEST(AnswerHead, AValueCannotAddALine) {
  const Response response{.status = 400, .headers = {{"Location", "/a\r\nSet-Cookie: x\x7F"}}, .body = {}};
  EXPECT_EQ(format_head(response, {.framing = Framing::kNone, .now = kNow}),
            std::string("HTTP/1.1 400 Bad Request\r\nLocation: /a  Set-Cookie: x \r\n") + kDate + "\r\n");
}

TEST(AnswerHead, FramingIsNotTheHandlersToSet) {
  const Response response{.status = 200, .headers = {{"content-length", "9"}, {"Connection", "upgrade"}}, .body = {}};
  EXPECT_EQ(format_head(response, {.framing = Framing::kLength, .length = 0, .now = kNow}),
            std::string("HTTP/1.1 200 OK\r\n") + kDate + "Content-Length: 0\r\n\r\n");
}

TEST(AnswerHead, ChunksAreCountedInHexadecimal) {
  EXPECT_EQ(chunk_header(1), "1\r\n");
  EXPECT_EQ(chunk_header(65535), "ffff\r\n");
}

TEST(AnswerHead, KnowsWhichAnswersHaveABody) {
  EXPECT_TRUE(has_body(200));
  EXPECT_TRUE(has_body(404));
  EXPECT_FALSE(has_body(204));
  EXPECT_FALSE(has_body(304));
  EXPECT_EQ(reason_phrase(431), "Request Header Fields Too Large");
  EXPECT_EQ(reason_phrase(299), "Unknown");
}

}  // namespace
}  // namespace hearth::http
