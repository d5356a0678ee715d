// SamplerOptions: what a request may ask of sampling, under Ollama's names and with its defaults; what goes beyond
// Ollama has llama.cpp's names.
#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/result.h"

namespace hearth::sampling {

struct LogitBias {
  int32_t id;
  float bias;  // added to the logit; -infinity: never this token; +infinity: none but such tokens
};

struct SamplerOptions {
  float temperature = 0.8f;     // 0: greedy
  int32_t top_k = 40;           // 0 or less: off
  float top_p = 0.9f;           // 1: off
  float min_p = 0.0f;           // 0: off
  float repeat_penalty = 1.0f;  // 1: off
  int32_t repeat_last_n = 64;   // tokens that the three penalties look back; 0: none, -1: all
  float presence_penalty = 0.0f;
  float frequency_penalty = 0.0f;
  uint64_t seed = 0;

  float typical_p = 1.0f;  // 1: off
  int32_t min_keep = 0;    // candidates that each stage that cuts leaves at least, but mirostat; one always stays

  int32_t mirostat = 0;  // version 1 or 2 instead of the stages that cut; 0: off
  float mirostat_tau = 5.0f;
  float mirostat_eta = 0.1f;

  float dry_multiplier = 0.0f;  // 0: off
  float dry_base = 1.75f;
  int32_t dry_allowed_length = 2;
  int32_t dry_penalty_last_n = -1;                            // tokens that dry looks back; 0: none, -1: all
  std::vector<std::vector<int32_t>> dry_sequence_breakers{};  // token ids of each

  float xtc_probability = 0.0f;  // 0: off
  float xtc_threshold = 0.1f;    // above 0.5: off, as no two candidates can be so likely
  float dynatemp_range = 0.0f;   // 0: off
  float dynatemp_exponent = 1.0f;
  float top_n_sigma = -1.0f;  // 0 or less: off
  std::vector<LogitBias> logit_bias{};
};

// kInvalidArgument naming the option, its value and its range. Token ids are checked against `n_vocab`.
Status validate(const SamplerOptions& options, int32_t n_vocab = std::numeric_limits<int32_t>::max());

// How many candidates a stage that cuts has to leave.
inline size_t least_kept(const SamplerOptions& options) {
  return options.min_keep > 1 ? static_cast<size_t>(options.min_keep) : 1;
}

}  // namespace hearth::sampling
