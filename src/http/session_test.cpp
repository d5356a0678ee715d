// How one connection behaves, seen from the client's side of a socket.
#include "http/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <future>
#include <semaphore>
#include <stdexcept>

#include "http/test_client.h"

namespace hearth::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

TEST(Session, AnswersARequest) {
  const auto server = start_server({hello()});
  const auto answer = connect(*server).ask(get_text("/"));
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "Hearth is running");
  EXPECT_EQ(answer.headers.find("Content-Length"), "17");
  EXPECT_THAT(std::string(answer.headers.find("Date").value_or("")), EndsWith(" GMT"));
  EXPECT_TRUE(answer.keep_alive);
}

TEST(Session, ServesRequestsThatFollowOrOvertakeEachOther) {
  const auto server = start_server({hello(), echo()});
  RawClient client = connect(*server);
  for (int i = 0; i < 3; ++i) EXPECT_EQ(client.ask(get_text("/")).status, 200);
  ASSERT_TRUE(client.send(post_text("/echo", "one") + post_text("/echo", "two") + get_text("/")));
  EXPECT_EQ(client.read_answer().body, "one");
  EXPECT_EQ(client.read_answer().body, "two");
  EXPECT_EQ(client.read_answer().body, "Hearth is running");
}

TEST(Session, ReadsARequestThatArrivesByteByByte) {
  const auto server = start_server({echo()});
  RawClient client = connect(*server);
  for (const char c : post_text("/echo", "slow")) ASSERT_TRUE(client.send({&c, 1}));
  EXPECT_EQ(client.read_answer().body, "slow");
}

TEST(Session, ClosesWhenAskedToAndForHttp10) {
  const auto server = start_server({hello()});
  for (const char* request :
       {"GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", "GET / HTTP/1.0\r\n\r\n"}) {
    RawClient client = connect(*server);
    ASSERT_TRUE(client.send(request));
    EXPECT_THAT(client.read_to_end(), HasSubstr("Connection: close\r\n\r\nHearth is running"));
  }
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  EXPECT_THAT(client.read_until("running"), HasSubstr("Connection: keep-alive\r\n"));
  EXPECT_EQ(client.ask("GET / HTTP/1.0\r\n\r\n").status, 200);
}

TEST(Session, HeadIsGetWithoutABody) {
  const auto server = start_server({hello(), get("/stream", [](Exchange& exchange) {
                                      exchange.start({});
                                      EXPECT_TRUE(exchange.write("part"));
                                    })});
  RawClient client = connect(*server);
  ASSERT_TRUE(
      client.send("HEAD / HTTP/1.1\r\nHost: localhost\r\n\r\nHEAD /stream HTTP/1.1\r\nHost: localhost\r\n\r\n"));
  const auto answer = client.read_answer(MessageParser::Kind::kAnswerToHead);
  EXPECT_EQ(answer.headers.find("Content-Length"), "17");
  EXPECT_EQ(client.read_answer(MessageParser::Kind::kAnswerToHead).status, 200);
  EXPECT_EQ(client.ask(get_text("/")).body, "Hearth is running");
}

TEST(Session, AStatusWithoutABodyHasNone) {
  const auto server = start_server({get("/", [](Exchange& exchange) { exchange.respond({.status = 204}); })});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(get_text("/")));
  EXPECT_THAT(client.read_until("\r\n\r\n"), ::testing::Not(HasSubstr("Content-Length")));
  EXPECT_EQ(client.ask(get_text("/")).status, 204);
}

TEST(Session, SendsEachPartOfAStreamAtOnce) {
  std::binary_semaphore go_on(0);
  const auto server = start_server({get("/", [&](Exchange& exchange) {
    exchange.start({.headers = {{"Content-Type", "application/x-ndjson"}}});
    for (const char* line : {"{\"a\":1}\n", "{\"a\":2}\n", "{\"done\":true}\n"}) {
      EXPECT_TRUE(exchange.write(line));
      go_on.acquire();
    }
  })});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(get_text("/")));
  EXPECT_THAT(client.read_until("\r\n\r\n"), HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_EQ(client.read_until("\n\r\n"), "8\r\n{\"a\":1}\n\r\n");
  go_on.release();
  EXPECT_EQ(client.read_until("\n\r\n"), "8\r\n{\"a\":2}\n\r\n");
  go_on.release();
  EXPECT_EQ(client.read_until("\n\r\n"), "e\r\n{\"done\":true}\n\r\n");
  go_on.release();
  EXPECT_EQ(client.read_until("\r\n\r\n"), "0\r\n\r\n");
  go_on.release(3);
  EXPECT_EQ(client.ask(get_text("/")).body, "{\"a\":1}\n{\"a\":2}\n{\"done\":true}\n");
}

TEST(Session, AnHttp10ClientGetsAStreamUntilTheConnectionCloses) {
  const auto server = start_server({get("/", [](Exchange& exchange) {
    exchange.start({});
    EXPECT_TRUE(exchange.write("one"));
    EXPECT_TRUE(exchange.write("two"));
  })});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n"));
  const std::string answer = client.read_to_end();
  EXPECT_THAT(answer, EndsWith("\r\n\r\nonetwo"));
  EXPECT_THAT(answer, ::testing::Not(HasSubstr("chunked")));
}

TEST(Session, ReadsBodiesOfKnownLengthAndInChunks) {
  const auto server = start_server({echo()});
  RawClient client = connect(*server);
  const std::string big(300000, 'b');
  EXPECT_EQ(client.ask(post_text("/echo", big)).body, big);
  EXPECT_EQ(client
                .ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
                     "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
                .body,
            "abcde");
  EXPECT_EQ(client.ask(post_text("/echo", "")).body, "");
}

TEST(Session, TellsAClientThatWaitsToGoOn) {
  const auto server = start_server({echo()});
  RawClient client = connect(*server);
  ASSERT_TRUE(
      client.send("POST /echo HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  EXPECT_EQ(client.read_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(client.ask("hi").body, "hi");
  // One that is refused need not send its body at all.
  ASSERT_TRUE(
      client.send("POST /nope HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n"));
  const auto refused = client.read_answer();
  EXPECT_EQ(refused.status, 404);
  EXPECT_FALSE(refused.keep_alive);
}

// --- streamed bodies -----------------------------------------------------------------------------------------

TEST(Session, AHandlerReadsALongBodyPartByPart) {
  const auto server = start_server({upload(), hello()});
  RawClient client = connect(*server);
  std::string body(5000000, '\0');
  uint64_t sum = 0;
  for (size_t i = 0; i < body.size(); ++i) sum += static_cast<unsigned char>(body[i] = static_cast<char>(i * 7));
  ASSERT_TRUE(client.send(post_text("/upload", body)));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 201);
  EXPECT_EQ(answer.body, "5000000 " + std::to_string(sum));
  EXPECT_EQ(client.ask(get_text("/")).status, 200);
  EXPECT_EQ(client.ask(post_text("/upload", "")).body, "0 0");
}

TEST(Session, AStreamedBodyThatPassesTheLimitIsRefused) {
  const auto server = start_server({upload(1000)});
  EXPECT_EQ(connect(*server).ask(post_text("/upload", std::string(1001, 'x'))).status, 413);
  const auto answer =
      connect(*server).ask("POST /upload HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n3e9\r\n" +
                           std::string(1001, 'x') + "\r\n0\r\n\r\n");
  EXPECT_EQ(answer.status, 413);
  EXPECT_THAT(answer.body, HasSubstr("longer than 1000 bytes"));
}

TEST(Session, AHandlerMayAnswerWithoutReadingTheBody) {
  Route route = post("/upload", [](Exchange& exchange) { exchange.respond(error_response(400, "no")); });
  route.body_mode = BodyMode::kStreamed;
  route.max_body_bytes = 10'000'000;
  const auto server = start_server({route});
  RawClient client = connect(*server);
  (void)client.send(post_text("/upload", std::string(500000, 'x')));
  const auto answer = client.read_answer();
  EXPECT_EQ(answer.status, 400);
  EXPECT_FALSE(answer.keep_alive);
}

TEST(Session, AStreamedBodyThatIsCutShortIsAnErrorForItsHandler) {
  std::binary_semaphore reading(0);
  std::promise<std::string> message;
  Route route = post("/upload", [&](Exchange& exchange) {
    std::array<char, 100> part;
    EXPECT_EQ(exchange.read_body(part).value(), 3U);
    reading.release();
    message.set_value(exchange.read_body(part).error().message);
  });
  route.body_mode = BodyMode::kStreamed;
  const auto server = start_server({route});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send("POST /upload HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\nabc"));
  reading.acquire();
  client.close();
  EXPECT_THAT(message.get_future().get(), ::testing::AnyOf("the client went away", "the body is cut short"));
}

TEST(Session, OtherSitesAndNamesAreRefusedAndAllowedPagesAreTold) {
  const auto server = start_server({hello()});
  RawClient client = connect(*server);
  const auto evil = client.ask(get_text("/", "Origin: https://evil.example\r\n"));
  EXPECT_EQ(evil.status, 403);
  EXPECT_EQ(evil.body, "");
  EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n").status, 403);
  const auto page = client.ask(get_text("/", "Origin: http://localhost:3000\r\n"));
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.find("Access-Control-Allow-Origin"), "http://localhost:3000");
  const auto preflight = client.ask("OPTIONS /x HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost:3000\r\n\r\n");
  EXPECT_EQ(preflight.status, 204);
  EXPECT_EQ(preflight.headers.find("Access-Control-Max-Age"), "43200");
}

// --- answers -------------------------------------------------------------------------------------------------

TEST(Session, ALongAnswerIsCompressedForAClientThatTakesIt) {
  const std::string text(200000, 'x');
  const auto server = start_server({get("/", [&](Exchange& exchange) { exchange.respond(json_response(200, text)); })});
  RawClient client = connect(*server);
  const auto packed = client.ask(get_text("/", "Accept-Encoding: gzip, deflate\r\n"));
  EXPECT_EQ(packed.headers.find("Content-Encoding"), "gzip");
  EXPECT_LT(packed.body.size(), 2000U);
  EXPECT_EQ(client.ask(get_text("/")).body, text);
}

TEST(Session, AHandlerThatThrowsIs500AndABrokenStreamIsCut) {
  const auto server = start_server(
      {get("/throw", [](Exchange&) { throw std::runtime_error("secret"); }), get("/cut", [](Exchange& exchange) {
         exchange.start({});
         EXPECT_TRUE(exchange.write("part"));
         throw std::runtime_error("secret");
       })});
  RawClient client = connect(*server);
  const auto answer = client.ask(get_text("/throw"));
  EXPECT_EQ(answer.status, 500);
  EXPECT_EQ(answer.body, "{\"error\":\"internal server error\"}");
  ASSERT_TRUE(client.send(get_text("/cut")));
  EXPECT_THAT(client.read_to_end(), EndsWith("4\r\npart\r\n"));
}

}  // namespace
}  // namespace hearth::http
