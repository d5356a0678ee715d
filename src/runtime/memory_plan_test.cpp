#include "runtime/memory_plan.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::runtime {
namespace {

using ::testing::HasSubstr;

constexpr uint64_t kMiB = uint64_t{1} << 20;

// 100 MiB of weights, 1 MiB a page of 64 positions, 10 KiB for each row of a step.
MemoryNeeds needs() {
  return {.weight_bytes = 100 * kMiB,
          .vocabulary_bytes = 2 * kMiB,
          .page_bytes = kMiB,
          .n_vocab = 1 << 18,
          .n_ctx_trained = 2048,
          .step_bytes = [](int32_t rows, int32_t /*outputs*/) { return static_cast<uint64_t>(rows) * 10240; }};
}

MemoryPlan plan_or_fail(const LoadOptions& options, uint64_t free_mib) {
  auto plan = plan_memory(needs(), options, {.bytes = free_mib * kMiB});
  EXPECT_TRUE(plan) << plan.error().message;
  return plan ? *plan : MemoryPlan{};
}

Error refusal(const LoadOptions& options, const FreeMemory& free) {
  const auto plan = plan_memory(needs(), options, free);
  EXPECT_FALSE(plan);
  return plan ? Error{} : plan.error();
}

TEST(MemoryPlan, TheTotalIsTheSumOfItsParts) {
  const MemoryPlan plan = plan_or_fail({}, 1000);
  EXPECT_EQ(plan.weight_bytes, 100 * kMiB);
  EXPECT_EQ(plan.kv_bytes, 32 * kMiB);
  EXPECT_EQ(plan.step_bytes, 5 * kMiB);
  EXPECT_EQ(plan.sampling_bytes, kMiB);
  EXPECT_EQ(plan.vocabulary_bytes, 2 * kMiB);
  EXPECT_EQ(plan.total_bytes(), 140 * kMiB);
  EXPECT_EQ(plan.text(), "140 MiB of memory: weights 100, keys and values 32, steps 5, sampling 1, vocabulary 2");
}

TEST(MemoryPlan, TheContextIsWhatTheModelWasTrainedForUnlessAsked) {
  EXPECT_EQ(plan_or_fail({}, 1000).n_ctx, 2048);
  EXPECT_FALSE(plan_or_fail({}, 1000).n_ctx_is_cut);
  const MemoryPlan asked = plan_or_fail({.n_ctx = 4000}, 1000);
  EXPECT_EQ(asked.n_ctx, 4000);
  EXPECT_EQ(asked.n_pages, 63);
}

TEST(MemoryPlan, TheDefaultContextTakesHalfOfWhatTheWeightsLeave) {
  const MemoryPlan plan = plan_or_fail({}, 108 + 20);
  EXPECT_EQ(plan.n_ctx, 640);
  EXPECT_TRUE(plan.n_ctx_is_cut);
  EXPECT_EQ(plan.max_rows, 512);
  EXPECT_EQ(plan_or_fail({}, 108 + 8).max_rows, 256);  // no chunk is longer than the context
}

TEST(MemoryPlan, TheDefaultContextIsNotCutBelowTheLeast) {
  const FreeMemory little{.bytes = (108 + 20) * kMiB};
  EXPECT_EQ(plan_or_fail({.least_n_ctx = 640}, 108 + 20).n_ctx, 640);
  EXPECT_THAT(refusal({.least_n_ctx = 641}, little).message, HasSubstr("a context of 641 tokens needs 11 MiB"));
  EXPECT_THAT(refusal({.least_n_ctx = 9999}, little).message, HasSubstr("a context of 2048 tokens needs 32 MiB"));
}

TEST(MemoryPlan, AContextThatWasAskedForIsGivenOrRefused) {
  EXPECT_EQ(plan_or_fail({.n_ctx = 1280}, 108 + 20).n_ctx, 1280);
  const Error error = refusal({.n_ctx = 1281}, {(108 + 20) * kMiB, "a limit"});
  EXPECT_EQ(error.code, ErrorCode::kOutOfMemory);
  EXPECT_EQ(error.message,
            "a context of 1281 tokens needs 21 MiB, and 108 MiB go to weights and work; 128 MiB are free under a "
            "limit; num_ctx 1280 would fit");
  EXPECT_THAT(refusal({.n_ctx = 64}, {.bytes = 104 * kMiB}).message, HasSubstr("no context would fit"));
}

TEST(MemoryPlan, WeightsThatDoNotFitAreRefused) {
  const Error error = refusal({}, {.bytes = 99 * kMiB});
  EXPECT_EQ(error.code, ErrorCode::kOutOfMemory);
  EXPECT_EQ(error.message,
            "it needs 108 MiB of memory, of which 100 MiB are weights, and a context; 99 MiB are free; use a smaller "
            "quantization");
}

TEST(MemoryPlan, AnEncoderHasItsOwnContextAndPagesForManyShortTexts) {
  MemoryNeeds encoder = needs();
  encoder.is_encoder = true;
  const auto plan = plan_memory(encoder, {.n_ctx = 4096, .n_sequences = 8}, {.bytes = 2000 * kMiB});
  ASSERT_TRUE(plan) << plan.error().message;
  EXPECT_EQ(plan->n_ctx, 2048);
  EXPECT_EQ(plan->max_rows, 2048);
  EXPECT_EQ(plan->n_pages, 256);
  EXPECT_EQ(plan->sampling_bytes, 0u);
  EXPECT_FALSE(plan_memory(encoder, {}, {.bytes = 140 * kMiB}));  // it is not cut
}

TEST(MemoryPlan, SequencesShareAsManyContextsAsHalfTheMemoryHolds) {
  const LoadOptions four{.n_ctx = 640, .n_sequences = 8, .n_contexts = 4};
  EXPECT_EQ(plan_or_fail(four, 1000).n_pages, 40);
  EXPECT_EQ(plan_or_fail(four, 115 + 50).n_pages, 25);
  EXPECT_EQ(plan_or_fail(four, 115 + 12).n_pages, 10);
  EXPECT_EQ(plan_or_fail({.n_ctx = 640, .n_sequences = 8}, 1000).n_pages, 80);
  EXPECT_EQ(plan_or_fail(four, 1000).sampling_bytes, 8 * kMiB);
  EXPECT_EQ(plan_or_fail({.n_sequences = 600}, 2000).max_rows, 600);
}

}  // namespace
}  // namespace hearth::runtime
