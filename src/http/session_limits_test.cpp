// What one connection bears: clients that send too much, too slowly, nonsense or nothing, and clients that leave.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <semaphore>
#include <thread>

#include "http/test_client.h"

namespace hearth::http {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

// --- limits --------------------------------------------------------------------------------------------------

TEST(SessionLimits, ATooLongHeaderIs431) {
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

TEST(SessionLimits, ATooLongBodyIs413) {
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

TEST(SessionLimits, ARefusedClientThatStillSendsCanReadItsAnswer) {
  Route route = echo();
  route.max_body_bytes = 100;
  const auto server = start_server({route});
  RawClient client = connect(*server);
  (void)client.send(post_text("/echo", std::string(700000, 'x')));
  EXPECT_EQ(client.read_answer().status, 413);
}

TEST(SessionLimits, BodiesTogetherStayWithinTheirMemory) {
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

TEST(SessionLimits, AHeaderThatDribblesIsCutOff) {
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

TEST(SessionLimits, AHeaderThatStopsIs408AndAnIdleConnectionIsClosed) {
  const auto server =
      start_server({hello()}, {.limits = {.header_time = milliseconds(50), .idle_time = milliseconds(50)}});
  EXPECT_EQ(connect(*server).ask("GET / HT").status, 408);
  EXPECT_EQ(connect(*server).read_to_end(), "");
  RawClient client = connect(*server);
  EXPECT_EQ(client.ask(get_text("/")).status, 200);
  EXPECT_EQ(client.read_to_end(), "");
}

TEST(SessionLimits, ABodyThatStopsOrDribblesIs408) {
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

TEST(SessionLimits, MoreRequestsThanMayRunAreTold503) {
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

TEST(SessionLimits, WhatIsNoHttpIsRefusedAndTheServerLives) {
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

TEST(SessionLimits, AClientThatLeavesIsNoticedWhileNothingIsWritten) {
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

TEST(SessionLimits, AClientThatLeavesIsNoticedBehindAnotherRequest) {
  Waiter waiter;
  const auto server = start_server({waiter.route(), hello()});
  RawClient client = connect(*server);
  ASSERT_TRUE(client.send(get_text("/wait") + get_text("/")));
  waiter.running.acquire();
  const auto left = Clock::now();
  client.close();
  EXPECT_LT(waiter.stopped.get_future().get() - left, milliseconds(200));
}

TEST(SessionLimits, AClientThatReadsNothingHoldsUpItsWriterOnly) {
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

TEST(SessionLimits, AClientThatTakesNothingForTooLongIsCutOff) {
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
