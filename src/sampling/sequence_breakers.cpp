#include "sampling/sequence_breakers.h"

#include <algorithm>

namespace hearth::sampling {
namespace {

int32_t last_token(const std::vector<int32_t>& sequence) { return sequence.back(); }

}  // namespace

SequenceBreakers::SequenceBreakers(std::span<const std::vector<int32_t>> sequences) {
  for (const std::vector<int32_t>& sequence : sequences) {
    const auto end = static_cast<size_t>(sequence.back());
    if (end >= roles_.size()) roles_.resize(end + 1, Role::kNone);
    roles_[end] = std::max(roles_[end], sequence.size() == 1 ? Role::kWhole : Role::kEnd);
    if (sequence.size() > 1) longer_.push_back(sequence);
  }
  std::ranges::sort(longer_, {}, last_token);
}

bool SequenceBreakers::longer_one_ends(std::span<const int32_t> tokens) const {
  const auto candidates = std::ranges::equal_range(longer_, tokens.back(), {}, last_token);
  return std::ranges::any_of(candidates, [&](const std::vector<int32_t>& sequence) {
    return sequence.size() <= tokens.size() && std::ranges::equal(sequence, tokens.last(sequence.size()));
  });
}

size_t SequenceBreakers::tokens_since(std::span<const int32_t> tokens) const {
  for (size_t n = tokens.size(); n > 0; --n) {
    const Role found = role(tokens[n - 1]);
    if (found == Role::kNone) continue;
    if (found == Role::kWhole || longer_one_ends(tokens.first(n))) return tokens.size() - n;
  }
  return tokens.size();
}

}  // namespace hearth::sampling
