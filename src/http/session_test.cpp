// How one connection behaves, seen from the client's side of a socket.
#include "http/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <latch>
#include <semaphore>
#include <stdexcept>

#include "http/test_client.h"

namespace hearth::http {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

Route get(std::string pattern, Handler handler) {
  return {.method = Method::kGet, .pattern = std::move(pattern), .handler = std::move(handler)};
}
Route post(std::string pattern, Handler handler) {
  return {.method = Method::kPost, .pattern = std::move(pattern), .handler = std::move(handler)};
}
Route hello() {
  return get("/", [](Exchange& exchange) { exchange.respond(text_response(200, "Hearth is running")); });
}
Route echo() {
  return post("/echo", [](Exchange& exchange) { exchange.respond(text_response(200, exchange.request().body)); });
}

std::string get_text(std::string_view path, std::string_view headers = "") {
  return "GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n" + std::string(headers) + "\r\n";
}
std::string post_text(std::string_view path, std::string_view body, std::string_view headers = "") {
  return "POST " + std::string(path) +
         " HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(headers) + "\r\n" + std::string(body);
}

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

Route upload(uint64_t max_bytes = uint64_t{1} << 30) {
  Route route = post("/upload", [](Exchange& exchange) {
    std::vector<char> part(100000);
    uint64_t total = 0, sum = 0;
    for (;;) {
      const auto n = exchange.read_body(part);
      if (!n || *n == 0) break;
      total += *n;
      for (size_t i = 0; i < *n; ++i) sum += static_cast<unsigned char>(part[i]);
    }
    exchange.respond(text_response(201, std::to_string(total) + " " + std::to_string(sum)));
  });
  route.body_mode = BodyMode::kStreamed;
  route.max_body_bytes = max_bytes;
  return route;
}

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

// --- limits --------------------------------------------------------------------------------------------------

TEST(Session, ATooLongHeaderIs431) {
  const auto server = start_server({hello()}, {.limits = {.max_header_bytes = 2000}});
  RawClient client = connect(*server);
  const auto answer = client.ask(get_text("/", "X: " + std::string(3000, 'x') + "\r\n"));
  EXPECT_EQ(answer.status, 431);
  EXPECT_THAT(answer.body, StartsWith("{\"error\":"));
  EXPECT_EQ(client.read_to_end(), "");
  RawClient endless = connect(*server);
  ASSERT_TRUE(endless.send("GET / HTTP/1.1\r\nHost: localhost\r\n"));
  for (int i = 0; i < 200; ++i) (void)endless.send("X: 0123456789\r\n");
  EXPECT_EQ(endless.read_answer().status, 431);
}

TEST(Session, ATooLongBodyIs413) {
  Route route = echo();
  route.max_body_bytes = 100;
  const auto server = start_server({route});
  EXPECT_EQ(connect(*server).ask(post_text("/echo", std::string(101, 'x'))).status, 413);
  EXPECT_EQ(connect(*server).ask(post_text("/echo", std::string(100, 'x'))).status, 200);
  EXPECT_EQ(connect(*server)
                .ask("POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n" +
                     std::string(101, 'x') + "\r\n0\r\n\r\n")
                .status,
            413);
}

TEST(Session, ARefusedClientThatStillSendsCanReadItsAnswer) {
  Route route = echo();
  route.max_body_bytes = 100;
  const auto server = start_server({route});
  RawClient client = connect(*server);
  (void)client.send(post_text("/echo", std::string(700000, 'x')));
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(Session, BodiesTogetherStayWithinTheirMemory) {
  std::binary_semaphore holding(0), go_on(0);
  const auto server = start_server({post("/hold",
                                         [&](Exchange& exchange) {
                                           holding.release();
                                           go_on.acquire();
                                           exchange.respond({});
                                         }),
                                    echo()},
                                   {.limits = {.max_buffered_bytes = 1000}});
  RawClient first = connect(*server);
  ASSERT_TRUE(first.send(post_text("/hold", std::string(600, 'x'))));
  holding.acquire();
  EXPECT_EQ(connect(*server).ask(post_text("/echo", std::string(600, 'x'))).status, 503);
  EXPECT_EQ(connect(*server).ask(post_text("/echo", std::string(300, 'x'))).status, 200);
  go_on.release();
  EXPECT_EQ(first.read_answer().status, 200);
  EXPECT_EQ(first.ask(post_text("/echo", std::string(600, 'x'))).status, 200);
}

TEST(Session, AHeaderThatDribblesIsCutOff) {
  const auto server = start_server({hello()}, {.limits = {.header_time = milliseconds(100)}});
  RawClient client = connect(*server);
  const auto started = Clock::now();
  ASSERT_TRUE(client.send("GET / HTTP/1.1\r\n"));
  std::jthread dribble([&, fd = client.fd()](const std::stop_token& stop) {
    std::binary_semaphore pace(0);
    while (!stop.stop_requested() && ::send(fd, "X: y\r\n", 6, MSG_NOSIGNAL) > 0)
      (void)pace.try_acquire_for(milliseconds(2));
  });
  const auto answer = client.read_answer();
  EXPECT_GE(Clock::now() - started, milliseconds(100));
  EXPECT_EQ(answer.status, 408);
}

TEST(Session, AHeaderThatStopsIs408AndAnIdleConnectionIsClosed) {
  const auto server =
      start_server({hello()}, {.limits = {.header_time = milliseconds(50), .idle_time = milliseconds(50)}});
  EXPECT_EQ(connect(*server).ask("GET / HT").status, 408);
  EXPECT_EQ(connect(*server).read_to_end(), "");
  RawClient client = connect(*server);
  EXPECT_EQ(client.ask(get_text("/")).status, 200);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(Session, ABodyThatStopsOrDribblesIs408) {
  const auto server =
      start_server({echo(), upload()}, {.limits = {.body_time = milliseconds(60), .min_body_bytes_per_s = 100'000}});
  const std::string head = " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100000\r\n\r\n";
  EXPECT_EQ(connect(*server).ask("POST /echo" + head + "abc").status, 408);
  EXPECT_EQ(connect(*server).ask("POST /upload" + head + "abc").status, 408);
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send("POST /echo" + head));
  std::jthread dribble([fd = client.fd()](const std::stop_token& stop) {
    std::binary_semaphore pace(0);
    while (!stop.stop_requested() && ::send(fd, "x", 1, MSG_NOSIGNAL) > 0) (void)pace.try_acquire_for(milliseconds(2));
  });
  EXPECT_EQ(client.read_answer().status, 408);
}

TEST(Session, MoreRequestsThanMayRunAreTold503) {
  std::binary_semaphore running(0), go_on(0);
  const auto server = start_server({get("/hold",
                                        [&](Exchange& exchange) {
                                          running.release();
                                          go_on.acquire();
                                          exchange.respond({});
                                        })},
                                   {.limits = {.max_running = 1}});
  RawClient first = connect(*server);
  ASSERT_TRUE(first.send(get_text("/hold")));
  running.acquire();
  const auto answer = connect(*server).ask(get_text("/hold"));
  EXPECT_EQ(answer.status, 503);
  EXPECT_THAT(answer.body, HasSubstr("server busy"));
  go_on.release();
  EXPECT_EQ(first.read_answer().status, 200);
}

// --- bad input -----------------------------------------------------------------------------------------------

TEST(Session, WhatIsNoHttpIsRefusedAndTheServerLives) {
  const auto server = start_server({hello(), echo()});
  const std::pair<std::string, int> inputs[] = {
      {std::string("\x16\x03\x01\x00\xA5\x01\x00", 7), 400},
      {"nonsense\r\n\r\n", 400},
      {"GET / HTTP/2.0\r\n\r\n", 505},
      {"GET / HTTP/1.1\r\n\r\n", 400},
      {"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400},
      {"GET /%00 HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"GET nothing HTTP/1.1\r\nHost: localhost\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: gzip\r\n\r\n", 501},
      {"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\nxx\r\n", 400},
      {"POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5;" + std::string(300000, 'x'),
       400},
      {"TRACE / HTTP/1.1\r\nHost: localhost\r\n\r\n", 405},
  };
  for (const auto& [text, status] : inputs) {
    RawClient client = connect(*server);
    (void)client.send(text);
    client.half_close();
    const auto answer = client.read_answer();
    EXPECT_EQ(answer.status, status) << text.substr(0, 100);
  }
  EXPECT_EQ(connect(*server).ask(get_text("/")).status, 200);
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

// --- clients that leave or are slow --------------------------------------------------------------------------

// A handler that waits until its stop token fires, and says how long that took.
struct Waiter {
  std::binary_semaphore running{0};
  std::promise<Clock::time_point> stopped;

  Route route() {
    return get("/wait", [this](Exchange& exchange) {
      std::binary_semaphore gone(0);
      const std::stop_callback callback(exchange.stop_token(), [&] { gone.release(); });
      running.release();
      gone.acquire();
      stopped.set_value(Clock::now());
    });
  }
};

TEST(Session, AClientThatLeavesIsNoticedWhileNothingIsWritten) {
  for (const char* how : {"close", "reset", "half-close"}) {
    Waiter waiter;
    const auto server = start_server({waiter.route()});
    RawClient client = connect(*server);
    ASSERT_TRUE(client.send(get_text("/wait")));
    waiter.running.acquire();
    const auto left = Clock::now();
    if (how == std::string_view("close")) client.close();
    if (how == std::string_view("reset")) client.reset();
    if (how == std::string_view("half-close")) client.half_close();
    EXPECT_LT(waiter.stopped.get_future().get() - left, milliseconds(200)) << how;
  }
}

TEST(Session, AClientThatLeavesIsNoticedBehindAnotherRequest) {
  Waiter waiter;
  const auto server = start_server({waiter.route(), hello()});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(get_text("/wait") + get_text("/")));
  waiter.running.acquire();
  const auto left = Clock::now();
  client.close();
  EXPECT_LT(waiter.stopped.get_future().get() - left, milliseconds(200));
}

TEST(Session, AClientThatReadsNothingHoldsUpItsWriterOnly) {
  std::atomic<size_t> n_written = 0;
  std::promise<void> over;
  const auto server = start_server({get("/flood",
                                        [&](Exchange& exchange) {
                                          exchange.start({});
                                          while (exchange.write(std::string(10000, 'x'))) n_written += 10000;
                                          over.set_value();
                                        }),
                                    hello()});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(get_text("/flood")));
  EXPECT_NE(client.read_until("\r\n\r\n"), "");
  // The writer has stopped once nothing was added while a hundred other requests were served; what it then has in
  // flight is what the kernel's two buffers and ours hold.
  for (size_t before = 1, after = 0; before != after;) {
    before = n_written;
    for (int i = 0; i < 100; ++i) ASSERT_EQ(connect(*server).ask(get_text("/")).status, 200);
    after = n_written;
  }
  EXPECT_LT(n_written, size_t{32} << 20);
  client.close();
  over.get_future().wait();
}

TEST(Session, AClientThatTakesNothingForTooLongIsCutOff) {
  std::promise<void> over;
  const auto server = start_server({get("/flood",
                                        [&](Exchange& exchange) {
                                          exchange.start({});
                                          while (exchange.write(std::string(10000, 'x'))) {
                                          }
                                          over.set_value();
                                        })},
                                   {.limits = {.write_time = milliseconds(100)}});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(get_text("/flood")));
  over.get_future().wait();
}

}  // namespace
}  // namespace hearth::http
