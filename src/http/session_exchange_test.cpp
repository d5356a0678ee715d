#include "http/session_exchange.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <atomic>
#include <future>
#include <semaphore>
#include <stdexcept>
#include <thread>

namespace hearth::http {
namespace {

using ::testing::HasSubstr;
using Answer = SessionExchange::Answer;

// The I/O thread's side, with the wakes counted. What a handler uses is declared before it.
struct Meeting {
  std::counting_semaphore<> wakes{0};
  SessionExchange exchange{Request{}, [this] { wakes.release(); }};
  std::jthread handler;

  void run(Handler body) {
    handler = std::jthread([this, body = std::move(body)] { exchange.run(body); });
  }
  SessionExchange::Work next() {
    wakes.acquire();
    return exchange.take();
  }
};

TEST(SessionExchange, AWholeAnswerArrivesAtOnce) {
  Meeting meeting;
  meeting.run([](Exchange& exchange) { exchange.respond(text_response(200, "hi")); });
  meeting.handler.join();
  const auto work = meeting.next();
  EXPECT_EQ(work.answer, Answer::kWhole);
  EXPECT_EQ(work.head.body, "hi");
  EXPECT_TRUE(work.finished);
}

TEST(SessionExchange, AnEmptyPartSendsTheHeadAlone) {
  std::binary_semaphore go_on(0);
  Meeting meeting;
  meeting.run([&](Exchange& exchange) {
    exchange.start({.status = 201});
    EXPECT_TRUE(exchange.write(""));
    go_on.acquire();
    EXPECT_TRUE(exchange.write("a"));
  });
  const auto head = meeting.next();
  EXPECT_EQ(head.answer, Answer::kStreamed);
  EXPECT_EQ(head.head.status, 201);
  EXPECT_EQ(head.part, "");
  go_on.release();
  const auto part = meeting.next();
  EXPECT_EQ(part.answer, Answer::kNone);
  EXPECT_EQ(part.part, "a");
}

TEST(SessionExchange, TheHeadOfAStreamGoesWithItsFirstPart) {
  std::binary_semaphore started(0), go_on(0);
  Meeting meeting;
  meeting.run([&](Exchange& exchange) {
    exchange.start({.status = 201});
    started.release();
    go_on.acquire();
    EXPECT_TRUE(exchange.write("a"));
  });
  started.acquire();
  EXPECT_EQ(meeting.exchange.take().answer, Answer::kNone);
  go_on.release();
  const auto work = meeting.next();
  EXPECT_EQ(work.answer, Answer::kStreamed);
  EXPECT_EQ(work.head.status, 201);
  EXPECT_EQ(work.part, "a");
}

TEST(SessionExchange, AWriterWaitsForTheClientAndMemoryIsBounded) {
  std::atomic<int> n_written = 0;
  constexpr int kParts = 100;
  Meeting meeting;
  meeting.run([&](Exchange& exchange) {
    exchange.start({});
    for (int i = 0; i < kParts; ++i) {
      if (!exchange.write(std::string(4096, 'x'))) return;
      ++n_written;
    }
  });
  size_t taken = 0;
  for (bool finished = false; !finished;) {
    const auto work = meeting.next();
    EXPECT_LE(work.part.size(), size_t{68} << 10);
    taken += work.part.size();
    finished = work.finished;
  }
  EXPECT_EQ(taken, size_t{kParts} * 4096);
  EXPECT_EQ(n_written, kParts);
}

TEST(SessionExchange, AWriterThatWaitsIsReleasedWhenTheClientLeaves) {
  std::promise<bool> stopped;
  Meeting meeting;
  meeting.run([&](Exchange& exchange) {
    exchange.start({});
    while (exchange.write(std::string(1000, 'x'))) {
    }
    EXPECT_FALSE(exchange.write("more"));
    stopped.set_value(true);
  });
  meeting.wakes.acquire();
  meeting.exchange.leave();
  EXPECT_TRUE(stopped.get_future().get());
  EXPECT_TRUE(meeting.exchange.stop_token().stop_requested());
}

TEST(SessionExchange, ABodyIsReadPartByPart) {
  std::promise<std::string> whole;
  Meeting meeting;
  meeting.run([&](Exchange& exchange) {
    std::string text;
    std::array<char, 3> part;
    while (const size_t n = exchange.read_body(part).value()) text.append(part.data(), n);
    whole.set_value(text);
    exchange.respond({});
  });
  for (const char* part : {"hello", " world", ""}) {
    EXPECT_TRUE(meeting.next().wants_body);
    EXPECT_FALSE(meeting.exchange.take().finished);
    meeting.exchange.give_body(part);
  }
  EXPECT_EQ(whole.get_future().get(), "hello world");
}

TEST(SessionExchange, ABodyThatFailsOrAClientThatLeavesEndsReading) {
  for (const bool leaves : {false, true}) {
    std::promise<std::string> message;
    Meeting meeting;
    meeting.run([&](Exchange& exchange) {
      std::array<char, 8> part;
      message.set_value(exchange.read_body(part).error().message);
    });
    EXPECT_TRUE(meeting.next().wants_body);
    leaves ? meeting.exchange.leave() : meeting.exchange.fail_body({ErrorCode::kIo, "too slow"});
    EXPECT_EQ(message.get_future().get(), leaves ? "the client went away" : "too slow");
  }
}

TEST(SessionExchange, AHandlerThatThrowsOrForgetsToAnswerIsAnInternalError) {
  for (const bool throws : {false, true}) {
    Meeting meeting;
    meeting.run([&](Exchange&) {
      if (throws) throw std::runtime_error("secret");
    });
    meeting.handler.join();
    const auto work = meeting.next();
    EXPECT_EQ(work.head.status, 500);
    EXPECT_THAT(work.head.body, HasSubstr("internal server error"));
    EXPECT_TRUE(work.finished);
    EXPECT_FALSE(work.broken);
    EXPECT_EQ(meeting.exchange.error(), throws ? "secret" : "the handler gave no answer");
  }
}

TEST(SessionExchange, AStreamWhoseHandlerThrowsIsBroken) {
  Meeting meeting;
  meeting.run([](Exchange& exchange) {
    exchange.start({});
    EXPECT_TRUE(exchange.write("a"));
    throw std::runtime_error("x");
  });
  meeting.handler.join();
  EXPECT_TRUE(meeting.next().broken);
}

TEST(SessionExchange, AStopCallbackRunsWhenTheClientLeaves) {
  std::promise<void> registered, called;
  Meeting meeting;
  meeting.run([&](Exchange& exchange) {
    const std::stop_callback cancel(exchange.stop_token(), [&] { called.set_value(); });
    registered.set_value();
    called.get_future().wait();
  });
  registered.get_future().wait();
  meeting.exchange.leave();
}

}  // namespace
}  // namespace hearth::http
