// The first promise as a matrix: the same logits, to the last bit, on every instruction set, with 1 and 2 threads,
// alone and among eight sequences, with the prompt in one chunk and in many, for every type of activations and of keys
// and values. Reference: scalar, one thread, alone.
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <filesystem>

#include "kernels/dispatch.h"
#include "runtime/engine.h"

namespace hearth::runtime {
namespace {

namespace fs = std::filesystem;

constexpr int32_t kPrompt = 290;   // more than one block of four pages
constexpr int32_t kGenerated = 4;  // tokens after the prompt
constexpr int32_t kSequences = 8;

struct Numbers {
  const char* name;
  Activations activations;
  compute::KvType kv_type;
};

constexpr std::array kNumbers = {Numbers{"int8", Activations::kInt8, compute::KvType::kF16},
                                 Numbers{"int8_kv_q8_0", Activations::kInt8, compute::KvType::kQ8_0},
                                 Numbers{"f32", Activations::kF32, compute::KvType::kF32}};

struct Setting {
  std::string isa = "scalar";
  int32_t n_threads = 1;
  int32_t chunk = kPrompt;
};

// The logits of the last prompt token and of every generated one.
using Trace = std::vector<std::vector<float>>;

std::unique_ptr<Engine> load(const std::string& model, const Numbers& numbers, const Setting& setting) {
  const fs::path path = fs::path(HEARTH_SOURCE_DIR) / "tests/golden/models" / (model + ".gguf");
  auto engine = Engine::load(path.string(), {.isa = setting.isa,
                                             .n_threads = setting.n_threads,
                                             .activations = numbers.activations,
                                             .kv_type = numbers.kv_type,
                                             .n_ctx = 320,
                                             .n_sequences = kSequences,
                                             .max_outputs = kSequences});
  if (!engine) throw std::runtime_error(engine.error().message);
  return std::move(*engine);
}

std::vector<int32_t> prompt_of(int sequence, int32_t n_vocab) {
  std::vector<int32_t> tokens;
  const int n = sequence == 1 ? kPrompt : 20 + 7 * sequence;  // one long, the others quick
  for (int i = 0; i < n; ++i) tokens.push_back((i * i * 31 + i * 7 + sequence * 101) % n_vocab);
  return tokens;
}

int32_t best(const std::vector<float>& logits) {
  return static_cast<int32_t>(std::ranges::max_element(logits) - logits.begin());
}

std::vector<float> row_of(const Tensor& logits, int row) { return {logits.row(row), logits.row(row) + logits.columns}; }

Trace run_alone(Engine& engine, int sequence_number, int32_t chunk) {
  const std::vector<int32_t> prompt = prompt_of(sequence_number, engine.n_vocab());
  Sequence sequence(engine);
  Trace trace;
  for (size_t i = 0; i < prompt.size(); i += static_cast<size_t>(chunk)) {
    const size_t n = std::min(static_cast<size_t>(chunk), prompt.size() - i);
    const bool last = i + n == prompt.size();
    const auto logits =
        engine.run({{&sequence, std::span(prompt).subspan(i, n), last ? Outputs::kLast : Outputs::kNone}});
    if (last) trace.push_back(row_of(*logits, 0));
  }
  for (int i = 0; i < kGenerated; ++i) {
    const int32_t token = best(trace.back());
    trace.push_back(row_of(*engine.run({{&sequence, std::span(&token, 1), Outputs::kLast}}), 0));
  }
  return trace;
}

// All eight side by side: their prompts enter one after the other while those before are being generated.
std::vector<Trace> run_together(Engine& engine) {
  std::vector<Sequence> sequences;
  sequences.reserve(kSequences);
  for (int i = 0; i < kSequences; ++i) sequences.emplace_back(engine);
  std::vector<Trace> traces(kSequences);
  for (int step = 0; step < kSequences + kGenerated; ++step) {
    std::vector<Chunk> chunks;
    std::vector<std::vector<int32_t>> tokens;
    std::vector<size_t> who;
    for (size_t s = 0; s < kSequences; ++s) {
      if (static_cast<int>(s) > step || traces[s].size() > kGenerated) continue;
      tokens.push_back(traces[s].empty() ? prompt_of(static_cast<int>(s), engine.n_vocab())
                                         : std::vector<int32_t>{best(traces[s].back())});
      who.push_back(s);
    }
    for (size_t i = 0; i < who.size(); ++i) chunks.push_back({&sequences[who[i]], tokens[i], Outputs::kLast});
    const auto logits = engine.run(chunks);
    for (size_t i = 0; i < who.size(); ++i) traces[who[i]].push_back(row_of(*logits, static_cast<int>(i)));
  }
  return traces;
}

void expect_same_bits(const Trace& a, const Trace& b, const std::string& what) {
  ASSERT_EQ(a.size(), b.size()) << what;
  for (size_t i = 0; i < a.size(); ++i) {
    ASSERT_EQ(a[i].size(), b[i].size()) << what;
    EXPECT_EQ(std::memcmp(a[i].data(), b[i].data(), a[i].size() * sizeof(float)), 0) << what << ", output " << i;
  }
}

class Determinism : public testing::TestWithParam<std::tuple<std::string, Numbers>> {};

TEST_P(Determinism, LogitsDependOnNothingButTheTokens) {
  const auto& [model, numbers] = GetParam();
  std::vector<Trace> expected;
  {
    const auto reference = load(model, numbers, {});
    for (int s = 0; s < kSequences; ++s) expected.push_back(run_alone(*reference, s, kPrompt));
  }
  for (const kernels::Isa& isa : kernels::all_isas()) {
    if (!isa.usable) continue;
    const bool slow = isa.name == "scalar";  // and the reference itself
    for (const int32_t n_threads : slow ? std::vector{2} : std::vector{1, 2}) {
      const auto engine = load(model, numbers, {.isa = std::string(isa.name), .n_threads = n_threads});
      const std::string setting = std::string(isa.name) + ", " + std::to_string(n_threads) + " threads";
      for (const int32_t chunk : slow ? std::vector{64} : std::vector{kPrompt, 64, 13}) {
        expect_same_bits(run_alone(*engine, 1, chunk), expected[1], setting + ", chunk " + std::to_string(chunk));
      }
      const std::vector<Trace> together = run_together(*engine);
      for (size_t s = 0; s < kSequences; ++s) expect_same_bits(together[s], expected[s], setting + ", one of eight");
    }
  }
}

TEST_P(Determinism, OneTokenAtATimeEqualsTheWholePrompt) {
  const auto& [model, numbers] = GetParam();
  const auto engine = load(model, numbers, {.isa = "auto", .n_threads = 2});
  expect_same_bits(run_alone(*engine, 1, 1), run_alone(*engine, 1, kPrompt), "chunk 1");
}

// Whole pages are shared and a part of one is copied; the rest of the prompt is computed on top of them.
TEST_P(Determinism, ACachedPrefixChangesNothing) {
  const auto& [model, activations] = GetParam();
  const auto engine = load(model, activations, {.isa = "auto", .n_threads = 2});
  const Trace expected = run_alone(*engine, 1, kPrompt);
  const std::vector<int32_t> prompt = prompt_of(1, engine->n_vocab());
  for (const int32_t n_known : {64, 100, 256, kPrompt - 1}) {
    {
      Sequence other(*engine, std::to_string(n_known));
      std::vector<int32_t> known(prompt.begin(), prompt.begin() + n_known);
      known.push_back(prompt.front());  // and goes on otherwise
      ASSERT_TRUE(engine->run({{&other, known, Outputs::kNone}}));
      other.name_pages(Sequence::Naming::kEnd);
    }
    Sequence sequence(*engine, std::to_string(n_known));
    EXPECT_EQ(sequence.start_from_cache(prompt), n_known);
    const auto rest = std::span(prompt).subspan(static_cast<size_t>(n_known));
    const Trace trace = {row_of(*engine->run({{&sequence, rest, Outputs::kLast}}), 0)};
    expect_same_bits(trace, {expected.front()}, std::to_string(n_known) + " tokens from the cache");
  }
}

INSTANTIATE_TEST_SUITE_P(Models, Determinism,
                         testing::Combine(testing::Values("llama2-f32", "llama3-rope-freqs-f16", "llama-yarn-q5",
                                                          "mistral-wide-heads-q4", "llama-k-quants",
                                                          "llama-linear-biases-q8_0", "gemma3-window-8-q8_0",
                                                          "gemma3-two-kv-heads-bf16"),
                                          testing::ValuesIn(kNumbers)),
                         [](const auto& test) {
                           std::string name = std::get<0>(test.param) + "_" + std::get<1>(test.param).name;
                           std::ranges::replace(name, '-', '_');
                           return name;
                         });

}  // namespace
}  // namespace hearth::runtime
