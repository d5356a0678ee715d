#include "runtime/token_stream.h"

#include <gtest/gtest.h>

#include <thread>

namespace hearth::runtime {
namespace {

Event text(std::string text) { return {.text = std::move(text)}; }

TEST(TokenStream, HandsEventsOnInTheirOrder) {
  TokenStream stream(std::make_shared<Wakeup>());
  EXPECT_FALSE(stream.try_next());
  std::thread engine([&] {
    for (const char* word : {"a", "b", "c"}) stream.push(text(word));
    stream.push({.finish = Finish{}});
  });
  std::string all;
  for (;;) {
    const Event event = stream.next();
    if (event.finish) break;
    all += event.text;
  }
  engine.join();
  EXPECT_EQ(all, "abc");
}

TEST(TokenStream, IsFullUntilHalfIsRead) {
  const auto wakeup = std::make_shared<Wakeup>();
  TokenStream stream(wakeup);
  int pushed = 0;
  for (; stream.state() == StreamState::kReady; ++pushed) stream.push(text("x"));
  for (int read = 1; stream.state() == StreamState::kFull; ++read) {
    ASSERT_TRUE(stream.try_next());
    ASSERT_LE(read, pushed / 2);
  }
  wakeup->wait();  // returns, because the stream has said so
}

TEST(TokenStream, CancellingWakesTheEngine) {
  const auto wakeup = std::make_shared<Wakeup>();
  TokenStream stream(wakeup);
  std::thread reader([&] { stream.cancel(); });
  wakeup->wait();
  reader.join();
  EXPECT_TRUE(stream.cancelled());
}

TEST(TokenStream, CallsWhoeverWaitsForSeveralThings) {
  TokenStream stream(std::make_shared<Wakeup>());
  stream.push(text("early"));
  int calls = 0;
  stream.on_event([&] { ++calls; });
  EXPECT_EQ(calls, 1);
  stream.push(text("late"));
  EXPECT_EQ(calls, 2);
}

TEST(TokenStream, IsWaitedForOnlySoLong) {
  TokenStream stream(std::make_shared<Wakeup>());
  EXPECT_FALSE(stream.wait_for(std::chrono::milliseconds(1)));
  stream.push({.text = "a"});
  EXPECT_TRUE(stream.wait_for(std::chrono::milliseconds(0)));
  EXPECT_TRUE(stream.wait_for(std::chrono::hours(1)));
  EXPECT_EQ(stream.next().text, "a");
}

}  // namespace
}  // namespace hearth::runtime
