#include "runtime/engine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <optional>

namespace hearth::runtime {
namespace {

using ::testing::HasSubstr;

std::string model_path() { return HEARTH_SOURCE_DIR "/tests/golden/models/llama2-f32.gguf"; }

std::unique_ptr<Engine> load(const LoadOptions& options) {
  auto engine = Engine::load(model_path(), options);
  EXPECT_TRUE(engine) << engine.error().message;
  return engine ? std::move(*engine) : nullptr;
}

TEST(Engine, ResolvesTheOptionsThatWereLeftOpen) {
  const auto engine = load({.n_threads = 1});
  ASSERT_NE(engine, nullptr);
  EXPECT_EQ(engine->n_ctx_trained(), 256);
  EXPECT_EQ(engine->n_ctx(), 256);
  EXPECT_EQ(engine->n_vocab(), 320);
  EXPECT_EQ(engine->options().max_rows, 256);  // no chunk is longer than the context
  EXPECT_EQ(load({.n_threads = 1, .n_ctx = 70})->n_ctx(), 70);
  EXPECT_GE(load({.n_ctx = 64})->options().n_threads, 1);
}

TEST(Engine, AnEncoderHasItsOwnPositionsAndNoLogits) {
  auto loaded = Engine::load(HEARTH_SOURCE_DIR "/tests/golden/encoders/bert-f32.gguf", {.n_threads = 1, .n_ctx = 900});
  ASSERT_TRUE(loaded) << loaded.error().message;
  Engine& engine = **loaded;
  EXPECT_TRUE(engine.is_encoder());
  EXPECT_EQ(engine.n_ctx(), 160);  // a step holds any text, and there are pages for many short ones
  EXPECT_EQ(engine.options().max_rows, 512);
  EXPECT_EQ(engine.pool().n_pages(), 64);
  Sequence sequence(engine);
  const std::vector<int32_t> tokens = {2, 5, 3};
  const auto logits = engine.run({{&sequence, tokens, Outputs::kLast}});
  ASSERT_FALSE(logits);
  EXPECT_EQ(logits.error().code, ErrorCode::kUnsupported);
}

TEST(Engine, NamesWhatCannotBeLoaded) {
  const auto missing = Engine::load("/nonexistent/model.gguf", {});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("/nonexistent/model.gguf"));

  const auto no_isa = Engine::load(model_path(), {.isa = "mmx"});
  ASSERT_FALSE(no_isa);
  EXPECT_THAT(no_isa.error().message, HasSubstr("mmx"));

  const auto too_long = Engine::load(model_path(), {.n_ctx = std::numeric_limits<int32_t>::max(), .n_sequences = 1000});
  ASSERT_FALSE(too_long);
  EXPECT_EQ(too_long.error().code, ErrorCode::kOutOfMemory);
  EXPECT_THAT(too_long.error().message, HasSubstr("a context of 2147483647 tokens needs"));
  EXPECT_THAT(too_long.error().message, HasSubstr("would fit"));
}

TEST(Engine, TakesWhatWasPlanned) {
  const LoadOptions options{.n_threads = 1, .n_ctx = 70, .n_sequences = 3};
  const auto plan = Engine::plan(model_path(), options);
  ASSERT_TRUE(plan) << plan.error().message;
  const auto engine = load(options);
  EXPECT_EQ(engine->plan().text(), plan->text());
  EXPECT_EQ(engine->plan().total_bytes(), plan->total_bytes());
  EXPECT_EQ(engine->pool().n_pages(), plan->n_pages);
  EXPECT_EQ(engine->untouched_bytes(), plan->kv_bytes);
}

TEST(Engine, LoadsNothingThatDoesNotFit) {
  const auto plan = Engine::plan(model_path(), {.n_threads = 1, .n_ctx = 64});
  ASSERT_TRUE(plan) << plan.error().message;
  const LoadOptions enough{.n_threads = 1, .n_ctx = 64, .memory = FreeMemory{plan->total_bytes()}};
  EXPECT_TRUE(Engine::load(model_path(), enough));
  const LoadOptions less{.n_threads = 1, .n_ctx = 64, .memory = FreeMemory{plan->total_bytes() - 1, "a limit"}};
  LoadWatch watch;
  const auto refused = Engine::load(model_path(), less, &watch);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOutOfMemory);
  EXPECT_THAT(refused.error().message, HasSubstr("MiB are free under a limit"));
  EXPECT_EQ(watch.read_bytes, 0u);
}

TEST(Engine, ALoadThatIsGivenUpEnds) {
  LoadWatch watch;
  watch.give_up = true;
  const auto engine = Engine::load(model_path(), {.n_threads = 1}, &watch);
  ASSERT_FALSE(engine);
  EXPECT_EQ(engine.error().code, ErrorCode::kBusy);
}

TEST(Engine, RefusesTokensThatTheVocabularyDoesNotHave) {
  const auto engine = load({.n_threads = 1, .n_ctx = 64});
  Sequence sequence(*engine);
  for (const int32_t token : {-1, 320}) {
    const std::vector<int32_t> tokens = {5, token};
    const auto logits = engine->run({{&sequence, tokens, Outputs::kLast}});
    ASSERT_FALSE(logits);
    EXPECT_EQ(logits.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(logits.error().message, "token " + std::to_string(token) + " is not in the vocabulary of 320 tokens");
  }
  EXPECT_EQ(sequence.size(), 0);
}

TEST(Engine, ASequenceEndsWithTheContext) {
  const auto engine = load({.n_threads = 1, .n_ctx = 70});
  Sequence sequence(*engine);
  const std::vector<int32_t> tokens(70, 9);
  const auto logits = engine->run({{&sequence, tokens, Outputs::kLast}});
  ASSERT_TRUE(logits) << logits.error().message;
  EXPECT_EQ(logits->rows, 1);
  EXPECT_EQ(logits->columns, 320);
  EXPECT_EQ(sequence.tokens(), tokens);
  const auto more = engine->run({{&sequence, std::span(tokens).first(1), Outputs::kLast}});
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(more.error().message, "71 tokens do not fit into the context of 70 tokens");
  EXPECT_EQ(sequence.size(), 70);
}

TEST(Engine, PagesComeBackWhenASequenceGoes) {
  const auto engine = load({.n_threads = 1, .n_ctx = 128});  // two pages
  const std::vector<int32_t> tokens(65, 9);
  std::optional<Sequence> first(std::in_place, *engine);
  ASSERT_TRUE(engine->run({{&*first, tokens, Outputs::kNone}}));
  Sequence second(*engine);
  const auto refused = engine->run({{&second, tokens, Outputs::kNone}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kOutOfMemory);
  EXPECT_EQ(refused.error().message, "all 2 KV pages are in use");
  {
    const Sequence moved(std::move(*first));
  }
  first.reset();
  EXPECT_TRUE(engine->run({{&second, tokens, Outputs::kNone}}));
}

}  // namespace
}  // namespace hearth::runtime
