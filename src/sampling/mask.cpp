// mask: only tokens that the caller allows, such as those with which a grammar can go on. Comes first, so that no other
// stage brings one back; an allowed token stays possible even if its logit is not a number.
#include <algorithm>
#include <array>

#include "base/check.h"
#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

constexpr size_t kWord = 64;
constexpr std::array<uint32_t, 32> kBits = [] {
  std::array<uint32_t, 32> bits{};
  for (size_t j = 0; j < bits.size(); ++j) bits[j] = 1u << j;
  return bits;
}();

// A table of bits, because a shift by another count in each lane is beyond SSE2.
void admit_half(uint32_t bits, const float* from, float* to) {
  for (size_t j = 0; j < 32; ++j) to[j] = choose((bits & kBits[j]) != 0, admitted(from[j]), kExcluded);
}

// The tokens of one word, which are fewer at the end of a vocabulary. Tells whether it allows one of them.
bool admit_word(uint64_t word, std::span<const float> from, float* to) {
  if (word == 0) {
    std::fill_n(to, from.size(), kExcluded);
    return false;
  }
  if (from.size() == kWord) {
    admit_half(static_cast<uint32_t>(word), from.data(), to);
    admit_half(static_cast<uint32_t>(word >> 32), from.data() + 32, to + 32);
    return true;
  }
  bool any = false;
  for (size_t j = 0; j < from.size(); ++j) {
    const bool allowed = (word >> j & 1) != 0;
    to[j] = allowed ? admitted(from[j]) : kExcluded;
    any = any || allowed;
  }
  return any;
}

}  // namespace

void mask(Draft& draft, const SamplerOptions&) {
  if (draft.mask.empty()) return;
  const size_t n = draft.logits.size();
  CHECK(draft.mask.size() * kWord >= n);
  draft.changed.resize(n);
  bool any = false;
  for (size_t i = 0; i < n; i += kWord) {
    const std::span<const float> tokens = draft.logits.subspan(i, std::min(kWord, n - i));
    if (admit_word(draft.mask[i / kWord], tokens, draft.changed.data() + i)) any = true;
  }
  CHECK(any);
  draft.logits = draft.changed;
}

}  // namespace hearth::sampling
