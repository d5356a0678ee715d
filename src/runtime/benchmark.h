// Benchmarks of an engine, with the meaning that llama-bench gives them: a prompt of n tokens, or n tokens one by one.
#pragma once

#include "base/result.h"
#include "runtime/engine.h"

namespace hearth::runtime {

struct GenerationTest {
  int32_t n_tokens = 128;
  int32_t depth = 0;        // positions that every sequence holds before
  int32_t n_sequences = 1;  // generated side by side, one row each in every step
};

// Tokens per second of one run. The engine's context holds what the test needs.
Result<double> measure_prompt(Engine& engine, int32_t n_tokens);
// Of all sequences together.
Result<double> measure_generation(Engine& engine, const GenerationTest& test);

}  // namespace hearth::runtime
