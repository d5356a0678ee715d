#include "runtime/embedder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace hearth::runtime {
namespace {

using ::testing::HasSubstr;

constexpr const char* kEncoder = HEARTH_SOURCE_DIR "/tests/golden/encoders/bert-f32.gguf";
constexpr const char* kDecoder = HEARTH_SOURCE_DIR "/tests/golden/models/llama-yarn-q5.gguf";

std::unique_ptr<Engine> load(const char* path, LoadOptions options) {
  options.n_threads = 1;
  auto engine = Engine::load(path, options);
  EXPECT_TRUE(engine) << engine.error().message;
  return std::move(*engine);
}

std::vector<int32_t> text(int n, int seed = 0) {
  std::vector<int32_t> tokens;
  for (int i = 0; i < n; ++i) tokens.push_back((i * i * 7 + seed) % 90);
  return tokens;
}

class Caller {
 public:
  Caller(Embedder& embedder, std::vector<std::vector<int32_t>> texts) {
    job_->texts = std::move(texts);
    embedder.add(job_);
  }
  void cancel() { job_->cancelled = true; }
  bool answered() { return answer_.wait_for(std::chrono::seconds(0)) == std::future_status::ready; }
  Result<Vectors> answer() { return answer_.get(); }

 private:
  std::shared_ptr<EmbedJob> job_ = std::make_shared<EmbedJob>();
  std::future<Result<Vectors>> answer_ = job_->answer.get_future();
};

TEST(Embedder, TextsOfSeveralCallersShareAStep) {
  const auto engine = load(kEncoder, {});
  Embedder embedder(*engine, Pooling::kMean);
  Caller first(embedder, {text(5), text(9)}), second(embedder, {text(7)});
  EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 21);
  EXPECT_TRUE(embedder.idle());
  EXPECT_EQ(first.answer()->size(), 2u);
  EXPECT_EQ(second.answer()->size(), 1u);
  EXPECT_EQ(engine->pool().n_free(), engine->pool().n_pages());
}

TEST(Embedder, TakesAsManyTextsAsTheStepHasRows) {
  const auto engine = load(kEncoder, {.max_rows = 160});
  Embedder embedder(*engine, Pooling::kMean);
  Caller caller(embedder, {text(100), text(50), text(30)});
  EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 150);
  EXPECT_FALSE(caller.answered());
  EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 30);
  EXPECT_EQ(caller.answer()->size(), 3u);
}

TEST(Embedder, TakesFewerRowsBesideAnswersButAtLeastAText) {
  const auto engine = load(kEncoder, {});
  Embedder embedder(*engine, Pooling::kMean);
  Caller caller(embedder, {text(20), text(8), text(8), text(8)});
  EXPECT_EQ(embedder.run_step(Others::kRun, 16), 20);
  EXPECT_EQ(embedder.run_step(Others::kRun, 16), 16);
  EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 8);
  EXPECT_EQ(caller.answer()->size(), 4u);
}

TEST(Embedder, ATextOfADecoderMayBeLongerThanAStep) {
  for (const Pooling pooling : {Pooling::kMean, Pooling::kCls, Pooling::kLast}) {
    Vectors found;
    for (const int32_t max_rows : {16, 64}) {
      const auto engine = load(kDecoder, {.n_ctx = 128, .max_rows = max_rows});
      Embedder embedder(*engine, pooling);
      Caller caller(embedder, {text(50)});
      EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 50);
      found.push_back(caller.answer()->at(0));
    }
    EXPECT_EQ(found[0], found[1]);
  }
}

TEST(Embedder, OfAnEncoderTheFirstTokenKnowsTheLast) {
  const auto engine = load(kEncoder, {});
  Embedder embedder(*engine, Pooling::kCls);
  std::vector<int32_t> other = text(12);
  other.back() += 1;
  Caller caller(embedder, {text(12), other});
  embedder.run_step(Others::kIdle, 512);
  const Vectors vectors = caller.answer().value();
  EXPECT_NE(vectors[0], vectors[1]);
}

TEST(Embedder, OfADecoderItDoesNot) {
  const auto engine = load(kDecoder, {.n_ctx = 64, .n_sequences = 2});
  Embedder embedder(*engine, Pooling::kCls);
  std::vector<int32_t> other = text(12);
  other.back() += 1;
  Caller caller(embedder, {text(12), other});
  embedder.run_step(Others::kIdle, 512);
  const Vectors vectors = caller.answer().value();
  EXPECT_EQ(vectors[0], vectors[1]);
}

TEST(Embedder, WaitsForPagesWhileOthersRunAndFailsWhenNobodyDoes) {
  const auto engine = load(kDecoder, {.n_ctx = 64});  // one page
  Sequence sequence(*engine);
  ASSERT_TRUE(engine->run({{&sequence, text(3), Outputs::kLast}}));
  Embedder embedder(*engine, Pooling::kLast);
  Caller caller(embedder, {text(3)});
  EXPECT_EQ(embedder.run_step(Others::kRun, 512), 0);
  EXPECT_FALSE(caller.answered());
  EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 0);
  const auto answer = caller.answer();
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kOutOfMemory);
}

TEST(Embedder, DropsWhatIsNotWantedAnyMore) {
  const auto engine = load(kEncoder, {});
  Embedder embedder(*engine, Pooling::kMean);
  Caller first(embedder, {text(5)}), second(embedder, {text(6)}), third(embedder, {text(7)});
  second.cancel();
  EXPECT_EQ(embedder.run_step(Others::kIdle, 512), 12);
  EXPECT_EQ(second.answer().error().code, ErrorCode::kBusy);
  EXPECT_TRUE(first.answer());
  Caller late(embedder, {text(5)});
  embedder.stop();
  EXPECT_THAT(late.answer().error().message, HasSubstr("given up"));
}

}  // namespace
}  // namespace hearth::runtime
