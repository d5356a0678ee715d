#include "server/choice_streams.h"

#include <gtest/gtest.h>

#include <map>
#include <string>

#include "server/test_server.h"

namespace hearth::server {
namespace {

class ChoiceStreamsTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    lease_ =
        std::make_unique<ModelManager::Lease>(*models_->acquire({.path = tiny_model_path(), .name = "tiny"}, {}, {}));
  }
  void TearDown() override { lease_.reset(); }

  static runtime::Request request(uint64_t seed, int32_t num_predict) {
    runtime::Request request;
    request.prompt = {1, 2, 3};
    request.options.num_predict = num_predict;
    request.options.sampler.seed = seed;
    return request;
  }
  runtime::Runner& runner() const { return lease_->runner(); }

  std::unique_ptr<ModelManager::Lease> lease_;
};

TEST_F(ChoiceStreamsTest, EachAnswerIsAsItIsAlone) {
  const auto texts = [&](std::initializer_list<int32_t> choices) {
    ChoiceStreams streams(runner(), {});
    for (const int32_t choice : choices) {
      EXPECT_TRUE(streams.add(choice, request(static_cast<uint64_t>(choice), 12)));
    }
    std::map<int32_t, std::string> found;
    while (streams.n_open() > 0) {
      const ChoiceStreams::Next next = streams.next();
      found[next.choice] += next.event.text;
    }
    return found;
  };
  const auto together = texts({0, 1, 2});
  for (const int32_t choice : {0, 1, 2}) EXPECT_EQ(texts({choice}).at(choice), together.at(choice));
  EXPECT_NE(together.at(0), together.at(1));
}

TEST_F(ChoiceStreamsTest, StoppingEndsAll) {
  std::stop_source stop;
  ChoiceStreams streams(runner(), stop.get_token());
  ASSERT_TRUE(streams.add(0, request(0, 200)));
  ASSERT_TRUE(streams.add(1, request(1, 200)));
  stop.request_stop();
  int n_cancelled = 0;
  while (streams.n_open() > 0) {
    const auto finish = streams.next().event.finish;
    n_cancelled += finish && finish->reason == runtime::DoneReason::kCancelled ? 1 : 0;
  }
  EXPECT_EQ(n_cancelled, 2);
}

TEST_F(ChoiceStreamsTest, WhatTheEngineRefusesIsAnError) {
  ChoiceStreams streams(runner(), {});
  EXPECT_FALSE(streams.add(0, {}));
  EXPECT_EQ(streams.n_open(), 0u);
}

}  // namespace
}  // namespace hearth::server
