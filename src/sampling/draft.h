// Draft: what the stages of sampling hand to each other: logits until top_k, from then on a list of candidates.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hearth::sampling {

// Ollama's names and defaults.
struct SamplerOptions {
  float temperature = 0.8f;     // 0: greedy
  int32_t top_k = 40;           // 0 or less: off
  float top_p = 0.9f;           // 1: off
  float min_p = 0.0f;           // 0: off
  float repeat_penalty = 1.0f;  // 1: off
  int32_t repeat_last_n = 64;   // tokens that the penalties look back; 0: none, -1: all
  float presence_penalty = 0.0f;
  float frequency_penalty = 0.0f;
  uint64_t seed = 0;
};

struct Candidate {
  int32_t id;
  float logit;  // finite
};

struct Draft {
  std::span<const float> logits{};      // [n_vocab]
  std::span<const int32_t> history{};   // newest last
  std::vector<Candidate> candidates{};  // by falling logit, equals by id; by id as long as nothing was cut off
  bool sorted = false;                  // candidates are by falling logit

  std::vector<float> changed{};   // [n_vocab], or unused: where `logits` lies once penalties changed some
  std::vector<double> weights{};  // scratch of top_p and the draw
  std::vector<int32_t> recent{};  // scratch of penalties
};

// A stage changes the draft; each is a file of its name, in the order of stages.def.
using Stage = void (*)(Draft& draft, const SamplerOptions& options);
#define STAGE(name, purpose) void name(Draft& draft, const SamplerOptions& options);
#include "sampling/stages.def"
#undef STAGE

}  // namespace hearth::sampling
