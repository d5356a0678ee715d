// The engine's thread with a tiny model: whatever runs beside it, an answer is the one it would be alone.
#include "runtime/runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>
#include <thread>

#include "runtime/generate.h"

namespace hearth::runtime {
namespace {

using ::testing::HasSubstr;

constexpr int32_t kPage = KvPool::kPagePositions;

std::unique_ptr<Runner> make_runner(LoadOptions load, RunnerOptions options = {}) {
  load.n_threads = 1;
  auto engine = Engine::load(HEARTH_SOURCE_DIR "/tests/golden/models/llama2-f32.gguf", load);
  EXPECT_TRUE(engine) << engine.error().message;
  return std::make_unique<Runner>(std::move(*engine), std::move(options));
}

// Prompts of one family begin alike.
std::vector<int32_t> prompt(int32_t n, int32_t family, int32_t member = 0) {
  std::vector<int32_t> tokens;
  for (int32_t i = 0; i < n; ++i) tokens.push_back((i * 7 + family * 31 + (i + 8 > n ? member : 0)) % 300 + 3);
  return tokens;
}

Request request(std::vector<int32_t> tokens, int32_t num_predict) {
  Request made{.prompt = std::move(tokens)};
  made.options.num_predict = num_predict;
  made.options.sampler.temperature = 1;
  made.options.sampler.seed = 11;
  return made;
}

// Goes on until somebody stops it.
Request endless(const Runner& runner, std::vector<int32_t> tokens) {
  Request made = request(std::move(tokens), -1);
  made.context_full = ContextFull::kShift;
  const tokenizer::Tokenizer& tokenizer = runner.engine().tokenizer();
  for (int32_t id = 0; id < tokenizer.n_vocab(); ++id) {
    if (!tokenizer.is_end_of_generation(id)) continue;
    made.options.sampler.logit_bias.push_back({id, -std::numeric_limits<float>::infinity()});
  }
  return made;
}

struct Outcome {
  std::vector<int32_t> ids;
  Finish finish;
};

Outcome drain(TokenStream& stream) {
  Outcome outcome;
  for (;;) {
    const Event event = stream.next();
    for (const GeneratedToken& token : event.tokens) outcome.ids.push_back(token.id);
    if (!event.finish) continue;
    outcome.finish = *event.finish;
    return outcome;
  }
}

Outcome ask(Runner& runner, const Request& asked) {
  const auto stream = runner.submit(asked);
  EXPECT_TRUE(stream) << stream.error().message;
  return drain(**stream);
}

TEST(Runner, RefusesWhatMakesNoSense) {
  const auto runner = make_runner({.n_ctx = 64});
  EXPECT_EQ(runner->submit({}).error().message, "the prompt is empty");
  EXPECT_THAT(runner->submit({.prompt = prompt(64, 0)}).error().message, HasSubstr("64 tokens, the context 64"));
  EXPECT_THAT(runner->submit({.prompt = prompt(30, 0), .n_ctx = 30}).error().message, HasSubstr("the context 30"));
  EXPECT_THAT(runner->submit({.prompt = {5, 320}}).error().message, HasSubstr("token 320 is not in the vocabulary"));
  Request hot = request({5}, 1);
  hot.options.sampler.temperature = -1;
  EXPECT_THAT(runner->submit(hot).error().message, HasSubstr("temperature"));
}

TEST(Runner, AnAnswerDoesNotDependOnWhatElseRuns) {
  std::vector<Request> asked;
  for (int i = 0; i < 12; ++i) asked.push_back(request(prompt(10 + 17 * i, i % 3, i), 20));
  std::vector<std::vector<int32_t>> alone;
  for (const Request& one : asked) alone.push_back(ask(*make_runner({.n_ctx = 256}), one).ids);

  // A pool of two contexts for four sequences: some have to wait, some give their pages up.
  for (const EvictionPolicy policy : {EvictionPolicy::kLru, EvictionPolicy::kFifo, EvictionPolicy::kNone}) {
    const auto runner = make_runner({.n_ctx = 256, .n_sequences = 4, .max_rows = 48, .kv_cache_policy = policy});
    std::vector<std::shared_ptr<TokenStream>> streams;
    for (const Request& one : asked) streams.push_back(*runner->submit(one));
    for (size_t i = 0; i < asked.size(); ++i) {
      const Outcome outcome = drain(*streams[i]);
      EXPECT_EQ(outcome.ids, alone[i]) << i;
      EXPECT_NE(outcome.finish.reason, DoneReason::kFailed);
    }
    const RunnerStats stats = runner->stats();
    EXPECT_EQ(stats.n_pages, runner->engine().pool().n_pages());
  }
}

TEST(Runner, ComputesOnlyWhatIsNewInAPrompt) {
  const auto runner = make_runner({.n_ctx = 256});
  const Outcome first = ask(*runner, request(prompt(150, 1), 5));
  EXPECT_EQ(first.finish.usage.cached_tokens, 0);
  // The next turn of the same chat: prompt, answer, and something more.
  std::vector<int32_t> next = prompt(150, 1);
  next.insert(next.end(), first.ids.begin(), first.ids.end());
  next.insert(next.end(), {9, 8, 7});
  const Outcome second = ask(*runner, request(next, 5));
  EXPECT_EQ(second.finish.usage.prompt_tokens, 158);
  EXPECT_EQ(second.finish.usage.cached_tokens, 154);  // all but the last token drawn, which was never computed
  EXPECT_EQ(second.ids, ask(*make_runner({.n_ctx = 256}), request(next, 5)).ids);
  // Another salt shares nothing.
  Request salted = request(next, 5);
  salted.salt = "somebody else";
  EXPECT_EQ(ask(*runner, salted).finish.usage.cached_tokens, 0);
}

TEST(Runner, WithoutCacheNothingIsKept) {
  const auto runner = make_runner({.n_ctx = 256, .kv_cache_policy = EvictionPolicy::kNone});
  ask(*runner, request(prompt(150, 1), 5));
  EXPECT_EQ(ask(*runner, request(prompt(150, 1), 5)).finish.usage.cached_tokens, 0);
  EXPECT_EQ(runner->stats().n_pages_cached, 0);
}

TEST(Runner, ACancelledRequestEndsAndGivesItsPagesBack) {
  const auto runner = make_runner({.n_ctx = 256, .kv_cache_policy = EvictionPolicy::kNone});
  const auto stream = *runner->submit(request(prompt(20, 1), -1));
  EXPECT_FALSE(stream->next().finish);
  stream->cancel();
  EXPECT_EQ(drain(*stream).finish.reason, DoneReason::kCancelled);
  {
    const auto dropped = *runner->submit(request(prompt(20, 2), -1));
  }
  ask(*runner, request(prompt(20, 3), 1));  // comes after both
  EXPECT_EQ(runner->stats().n_pages_used, 0);
}

TEST(Runner, ASlowReaderStopsOnlyItself) {
  const auto runner = make_runner({.n_ctx = 256, .n_sequences = 2});
  const auto slow = *runner->submit(request(prompt(20, 1), 200));  // more than a stream holds
  for (int i = 0; i < 5; ++i) EXPECT_EQ(ask(*runner, request(prompt(30, 2, i), 40)).ids.size(), 40u);
  EXPECT_EQ(drain(*slow).ids.size(), 200u);
}

TEST(Runner, AFullContextEndsTheAnswerOrShifts) {
  const auto runner = make_runner({.n_ctx = 64});
  Request asked = request(prompt(40, 1), 100);
  const Outcome ended = ask(*runner, asked);
  EXPECT_EQ(ended.ids.size(), 24u);
  EXPECT_EQ(ended.finish.reason, DoneReason::kLength);
  asked.context_full = ContextFull::kShift;
  asked.num_keep = 4;
  const Outcome shifted = ask(*runner, asked);
  EXPECT_EQ(shifted.ids.size(), 100u);
  EXPECT_GT(shifted.finish.usage.dropped_tokens, 30);
  EXPECT_TRUE(std::ranges::equal(ended.ids, std::span(shifted.ids).first(24)));
}

TEST(Runner, TheQueueHasAnEnd) {
  const auto runner = make_runner({.n_ctx = 256}, {.max_queue = 3});
  std::vector<std::shared_ptr<TokenStream>> streams;
  for (;;) {  // one runs, three wait; how soon the first is taken in is the thread's affair
    auto stream = runner->submit(request(prompt(10, 1), -1));
    if (!stream) {
      EXPECT_EQ(stream.error().code, ErrorCode::kBusy);
      break;
    }
    streams.push_back(std::move(*stream));
    ASSERT_LE(streams.size(), 200u);
  }
  EXPECT_GE(streams.size(), 3u);
}

TEST(Runner, VectorsAndAnswersDoNotDependOnEachOther) {
  const auto runner = make_runner({.n_ctx = 128, .n_sequences = 2});
  const Request asked = request(prompt(20, 1), 30);
  const std::vector<std::vector<int32_t>> texts = {prompt(40, 2), prompt(7, 3)};
  const Outcome alone = ask(*runner, asked);
  const auto vectors = runner->embed(texts, {});
  ASSERT_TRUE(vectors) << vectors.error().message;
  ASSERT_EQ(vectors->size(), 2u);
  const auto stream = runner->submit(asked);
  for (int i = 0; i < 5; ++i) EXPECT_EQ(*runner->embed(texts, {}), *vectors);
  EXPECT_EQ(drain(**stream).ids, alone.ids);
  while (runner->stats().n_embedding != 0) std::this_thread::yield();  // counted once the step is over
}

TEST(Runner, RefusesTextsThatCannotBecomeVectors) {
  const auto runner = make_runner({.n_ctx = 64});
  EXPECT_EQ(runner->embed({}, {})->size(), 0u);
  EXPECT_THAT(runner->embed({{1}, {}}, {}).error().message, HasSubstr("no tokens"));
  EXPECT_THAT(runner->embed({prompt(65, 1)}, {}).error().message, HasSubstr("a text has 65 tokens, the context 64"));
  EXPECT_THAT(runner->embed({{320}}, {}).error().message, HasSubstr("token 320"));
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(runner->embed({prompt(60, 1)}, stop.get_token()).error().code, ErrorCode::kBusy);
}

TEST(Runner, AnEncoderGeneratesNothing) {
  auto engine = Engine::load(HEARTH_SOURCE_DIR "/tests/golden/encoders/bert-f32.gguf", {.n_threads = 1});
  ASSERT_TRUE(engine) << engine.error().message;
  Runner runner(std::move(*engine), {});
  const auto refused = runner.submit(request(prompt(5, 1), 3));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kUnsupported);
  EXPECT_EQ(runner.embed({{2, 7, 3}}, {})->at(0).size(), 64u);
}

TEST(Runner, WithoutAQueueOnlyWhoHasToWaitIsRefused) {
  const auto runner = make_runner({.n_ctx = 256}, {.max_queue = 0});
  const auto stream = runner->submit(endless(*runner, prompt(10, 1)));
  ASSERT_TRUE(stream) << stream.error().message;
  EXPECT_EQ(runner->submit(request(prompt(10, 1), 1)).error().code, ErrorCode::kBusy);
}

TEST(Runner, TellsThoseThatWaitTheirPlaces) {
  const auto runner = make_runner({.n_ctx = 256});
  const auto running = *runner->submit(endless(*runner, prompt(10, 1)));
  running->next();
  Request batch = request(prompt(10, 2), 1);
  batch.priority = Priority::kBatch;
  const auto second = *runner->submit(batch);
  const auto first = *runner->submit(request(prompt(10, 3), 1));
  // Who is first depends on how long the steps between the two were.
  while (second->queue_position() + first->queue_position() != 3) running->next();
  EXPECT_EQ(runner->stats().n_waiting, 2);
  running->cancel();
  EXPECT_EQ(drain(*first).finish.usage.prompt_tokens, 10);
  EXPECT_EQ(first->queue_position(), 0);
  drain(*second);
}

TEST(Runner, GoesWithRequestsInIt) {
  std::vector<std::shared_ptr<TokenStream>> streams;
  {
    const auto runner = make_runner({.n_ctx = 256, .n_sequences = 2});
    for (int i = 0; i < 4; ++i) streams.push_back(*runner->submit(request(prompt(2 * kPage, i), -1)));
  }
  for (const auto& stream : streams) EXPECT_TRUE(drain(*stream).finish.reason != DoneReason::kFailed);
}

}  // namespace
}  // namespace hearth::runtime
