#include "runtime/benchmark.h"

#include <algorithm>
#include <chrono>

namespace hearth::runtime {
namespace {

// Tokens that differ, the same in every run.
std::vector<int32_t> some_tokens(int32_t n, int32_t n_vocab) {
  std::vector<int32_t> tokens;
  for (int64_t i = 0; i < n; ++i) tokens.push_back(static_cast<int32_t>((i * 7919 + 13) % n_vocab));
  return tokens;
}

Status run_in_chunks(Engine& engine, Sequence& sequence, std::span<const int32_t> tokens, Outputs last) {
  const size_t max_rows = static_cast<size_t>(engine.options().max_rows);
  for (size_t i = 0; i < tokens.size(); i += max_rows) {
    const size_t n = std::min(max_rows, tokens.size() - i);
    TRY(engine.run({{&sequence, tokens.subspan(i, n), i + n == tokens.size() ? last : Outputs::kNone}}));
  }
  return {};
}

class Stopwatch {
 public:
  double seconds() const { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count(); }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace

Result<double> measure_prompt(Engine& engine, int32_t n_tokens) {
  const std::vector<int32_t> tokens = some_tokens(n_tokens, engine.n_vocab());
  Sequence sequence(engine);
  const Stopwatch watch;
  TRY(run_in_chunks(engine, sequence, tokens, Outputs::kLast));
  return n_tokens / watch.seconds();
}

Result<double> measure_generation(Engine& engine, const GenerationTest& test) {
  const std::vector<int32_t> tokens = some_tokens(std::max(test.depth, test.n_tokens), engine.n_vocab());
  std::vector<Sequence> sequences;
  sequences.reserve(static_cast<size_t>(test.n_sequences));
  for (int32_t i = 0; i < test.n_sequences; ++i) {
    Sequence& sequence = sequences.emplace_back(engine);
    TRY(run_in_chunks(engine, sequence, std::span(tokens).first(static_cast<size_t>(test.depth)), Outputs::kNone));
  }
  const Stopwatch watch;
  for (size_t i = 0; i < static_cast<size_t>(test.n_tokens); ++i) {
    std::vector<Chunk> chunks;
    for (Sequence& sequence : sequences) chunks.push_back({&sequence, std::span(tokens).subspan(i, 1), Outputs::kLast});
    TRY(engine.run(chunks));
  }
  return static_cast<double>(test.n_tokens) * test.n_sequences / watch.seconds();
}

}  // namespace hearth::runtime
