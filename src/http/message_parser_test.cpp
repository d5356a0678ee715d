#include "http/message_parser.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::http {
namespace {

using ::testing::HasSubstr;
using Kind = MessageParser::Kind;

// Puts `text` in parts of `part_bytes` as a session does; what came of it in one line.
std::string parse(Kind kind, std::string_view text, size_t part_bytes, size_t max_header_bytes = 4096) {
  MessageParser parser(kind, max_header_bytes);
  std::string waiting, body;
  for (size_t at = 0; at < text.size(); at += part_bytes) {
    waiting += text.substr(at, part_bytes);
    for (size_t used = 1; used > 0 && !waiting.empty() && !parser.done();) {
      const auto result = parser.put(waiting);
      if (!result) return std::to_string(result.error().status) + " " + result.error().message;
      used = *result;
      waiting.erase(0, used);
      body += parser.take_body();
    }
  }
  if (!parser.done() && !parser.put_end()) return "incomplete";
  const MessageHead& head = parser.head();
  return head.method + " " + head.target + " " + std::to_string(head.status) + " " + head.reason + " |" + body + "|" +
         (head.keep_alive ? "keep" : "close") + "|" + waiting;
}

std::string request(std::string_view text) { return parse(Kind::kRequest, text, text.size()); }

TEST(MessageParser, TheCutOfPartsDoesNotMatter) {
  const std::string_view plain = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
  const std::string_view chunked =
      "\r\n\r\nPOST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
      "Chunked\r\n\r\n3;ext=\"1\"\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: x\r\n\r\n";
  for (size_t size = 1; size <= chunked.size(); ++size) {
    EXPECT_EQ(parse(Kind::kRequest, plain, size), "POST /x 0  |hello|keep|") << size;
    EXPECT_EQ(parse(Kind::kRequest, chunked, size), "POST /x 0  |hello|keep|") << size;
  }
}

TEST(MessageParser, StopsAtTheEndOfAMessage) {
  EXPECT_EQ(request("GET /a HTTP/1.1\r\nHost: a\r\n\r\nGET /b HTTP/1.1\r\n"), "GET /a 0  ||keep|GET /b HTTP/1.1\r\n");
  EXPECT_EQ(request("GET /a HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"), "GET /a 0  ||close|");
  EXPECT_EQ(request("GET /a HTTP/1.0\r\n\r\n"), "GET /a 0  ||close|");
  EXPECT_EQ(request("GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"), "GET /a 0  ||keep|");
}

TEST(MessageParser, ReadsAnswers) {
  EXPECT_EQ(parse(Kind::kAnswer, "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno", 1),
            "  404 Not Found |no|keep|");
  EXPECT_EQ(parse(Kind::kAnswer, "HTTP/1.0 200 OK\r\n\r\nto the end", 3), "  200 OK |to the end|close|");
  EXPECT_EQ(parse(Kind::kAnswer, "HTTP/1.1 204 No Content\r\n\r\n", 100), "  204 No Content ||keep|");
  EXPECT_EQ(parse(Kind::kAnswerToHead, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n", 100), "  200 OK ||keep|");
  EXPECT_EQ(parse(Kind::kAnswer, "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort", 100), "incomplete");
  EXPECT_EQ(parse(Kind::kAnswer, "", 1), "incomplete");
}

TEST(MessageParser, RefusesWhatIsMalformed) {
  for (const char* text :
       {"\x16\x03\x01\x02", "GET\r\n\r\n", "G\x01T / HTTP/1.1\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\r\nA B: c\r\n\r\n",
        "GET / HTTP/1.1\r\nHost: a\r\nX: \x01\r\n\r\n", "GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
        "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n"}) {
    EXPECT_THAT(request(text), HasSubstr("400 malformed message")) << text;
  }
}

TEST(MessageParser, RefusesWhatAnotherProgramCouldReadDifferently) {
  EXPECT_THAT(request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
              HasSubstr("400 "));
  EXPECT_THAT(request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip\r\n\r\nGET /"), HasSubstr("501 "));
  EXPECT_THAT(request("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
              HasSubstr("501 "));
  EXPECT_THAT(request("POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), HasSubstr("501 "));
  EXPECT_THAT(request("GET / HTTP/1.1\r\n\r\n"), HasSubstr("400 expected one Host header, found 0"));
  EXPECT_THAT(request("GET / HTTP/1.1\r\nHost: a\r\nhost: b\r\n\r\n"),
              HasSubstr("400 expected one Host header, found 2"));
}

TEST(MessageParser, OtherVersionsAreNotSupported) {
  EXPECT_THAT(request("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), HasSubstr("505 "));
  EXPECT_THAT(request("GET / HTTP/0.9\r\n\r\n"), HasSubstr("505 "));
}

TEST(MessageParser, AHeaderLongerThanTheLimitIsRefusedWhereverItIsCut) {
  const std::string line = "GET /" + std::string(200, 'a') + " HTTP/1.1\r\n";
  std::string fields = "Host: a\r\n";
  for (int i = 0; i < 50; ++i) fields += "X-" + std::to_string(i) + ": 0123456789\r\n";
  for (const size_t size : {1, 7, 64, 5000}) {
    EXPECT_THAT(parse(Kind::kRequest, line + fields + "\r\n", size, 512), HasSubstr("431 ")) << size;
    EXPECT_THAT(parse(Kind::kRequest, line + "Host: a\r\n\r\n", size, 128), HasSubstr("431 ")) << size;
    EXPECT_THAT(parse(Kind::kRequest, line + "Host: a\r\n\r\n", size, 512), HasSubstr("GET /aaa")) << size;
  }
}

TEST(MessageParser, ABodyDoesNotCountAsHeader) {
  const std::string body(5000, 'x');
  const std::string text = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5000\r\n\r\n" + body;
  EXPECT_EQ(parse(Kind::kRequest, text, text.size(), 128), "POST / 0  |" + body + "|keep|");
}

TEST(MessageParser, ABodyMayBeALoneCarriageReturn) {
  EXPECT_EQ(request("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n\r"), "POST / 0  |\r|keep|");
}

TEST(MessageParser, ChunksMayEndWithoutTrailers) {
  const std::string_view text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n";
  for (size_t size = 1; size <= text.size(); ++size) EXPECT_EQ(parse(Kind::kRequest, text, size), "POST / 0  ||keep|");
}

TEST(MessageParser, TrailersDoNotBecomeHeaders) {
  MessageParser parser(Kind::kRequest, 4096);
  std::string text = "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\nAuthorization: x\r\n\r\n";
  while (!parser.done()) text.erase(0, parser.put(text).value());
  EXPECT_EQ(parser.head().headers.find("Authorization"), std::nullopt);
}

}  // namespace
}  // namespace hearth::http
