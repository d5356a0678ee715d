// Draft: what the stages of sampling hand to each other.
//
// At first the choice is among the whole vocabulary, as an array of logits; the first stage that cuts turns it into
// a list of candidates, which is nearly always short. Nothing lists a whole vocabulary that can do without
// (narrow.h, vocabulary.h): its logits are read at the speed of memory, its candidates would be written first.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "sampling/options.h"
#include "sampling/sequence_breakers.h"
#include "sampling/token_tally.h"

namespace hearth::sampling {

struct Candidate {
  int32_t id;
  float logit;  // finite
};

struct Draft {
  // What there is to choose from.
  std::span<const float> logits{};      // [n_vocab]; an excluded token has kExcluded (selection.h)
  std::vector<Candidate> candidates{};  // what is left, once narrowed; at least one
  bool narrowed = false;                // the choice is among `candidates`, no longer among `logits`
  bool sorted = false;                  // candidates are by falling logit, equals by id; otherwise by id
  double temperature = 1;               // by which the logits are still to be divided; above 0

  // What it depends on.
  std::span<const int32_t> history{};  // newest last
  std::span<const uint64_t> mask{};    // [n_vocab / 64, rounded up] bit i % 64 of word i / 64: i is allowed; or empty
  int64_t position = 0;
  SequenceBreakers breakers{};  // of dry, from the options
  double mirostat_limit = 0;    // bits of surprise that mirostat lets pass; lives as long as the sequence

  // Memory that is reused.
  std::vector<float> changed{};        // [n_vocab], or unused: where `logits` lies once a stage changed some
  std::vector<double> weights{};       // of candidates or of blocks of the vocabulary
  std::vector<int32_t> repetitions{};  // of dry
  TokenTally tally{};
};

// A stage changes the draft; each is a file of its name, in the order of stages.def.
using Stage = void (*)(Draft& draft, const SamplerOptions& options);
#define STAGE(name, kind, purpose) void name(Draft& draft, const SamplerOptions& options);
#include "sampling/stages.def"
#undef STAGE

// The draft's own copy of the logits, which a stage may change.
std::span<float> own_logits(Draft& draft);

// The newest `last_n` tokens of the history; all of them when that is -1.
std::span<const int32_t> recent(const Draft& draft, int32_t last_n);

}  // namespace hearth::sampling
