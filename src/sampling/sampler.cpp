#include "sampling/sampler.h"

#include "base/check.h"
#include "sampling/counter_rng.h"
#include "sampling/draw.h"
#include "sampling/mirostat.h"
#include "sampling/selection.h"
#include "sampling/stages.h"

namespace hearth::sampling {

Sampler::Sampler(const SamplerOptions& options) : options_(options) {
  draft_.breakers = SequenceBreakers(options.dry_sequence_breakers);
  draft_.mirostat_limit = first_mirostat_limit(options);
}

int32_t Sampler::sample(std::span<const float> logits, std::span<const int32_t> history, int64_t position,
                        std::span<const uint64_t> mask) {
  CHECK(!logits.empty());
  draft_.logits = logits;
  draft_.narrowed = draft_.sorted = false;
  draft_.temperature = 1;
  draft_.history = history;
  draft_.mask = mask;
  draft_.position = position;
  apply_stages(draft_, options_);
  if (options_.temperature == 0) return highest(draft_.logits);
  const auto [id, probability] = draw(draft_, uniform(options_.seed, static_cast<uint64_t>(position)));
  if (options_.mirostat != 0) learn_from(probability, draft_, options_);
  return id;
}

}  // namespace hearth::sampling
