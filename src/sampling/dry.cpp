// dry, "don't repeat yourself" (p-e-w 2024): a token that would prolong a repetition of earlier text becomes less
// likely, exponentially in the length of the repetition.
//
// Wherever the newest tokens occurred before, what followed them there is such a token. The Z algorithm (Gusfield
// 1997), run from the newest token back, finds how many tokens match at every earlier place, in time linear in the
// window.
#include <algorithm>

#include "base/portable_math.h"
#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

// lengths[i]: how many tokens before and at the i-th newest equal those before and at the newest.
void match_from_end(std::span<const int32_t> tokens, std::vector<int32_t>& lengths) {
  const size_t n = tokens.size();
  const auto newest = tokens.rbegin();
  const auto at = [&](size_t i) { return newest[static_cast<std::ptrdiff_t>(i)]; };
  lengths.assign(n, 0);
  size_t start = 0, end = 0;  // the match that reaches furthest so far
  for (size_t i = 1; i < n; ++i) {
    size_t length = i < end ? std::min(end - i, static_cast<size_t>(lengths[i - start])) : 0;
    while (i + length < n && at(length) == at(i + length)) ++length;
    lengths[i] = static_cast<int32_t>(length);
    if (i + length > end) {
      start = i;
      end = i + length;
    }
  }
}

// Notes for each token the longest repetition that it would prolong, if that is long enough.
void note_repetitions(Draft& draft, std::span<const int32_t> tokens, int32_t longest, int32_t allowed_length) {
  match_from_end(tokens, draft.repetitions);
  draft.tally.start(draft.logits.size());
  for (size_t i = 1; i < tokens.size(); ++i) {
    const int32_t length = std::min(draft.repetitions[i], longest);
    if (length >= allowed_length) draft.tally.raise(tokens[tokens.size() - i], length);
  }
}

float penalty(int32_t length, const SamplerOptions& options) {
  const double growth = portable_pow(static_cast<double>(options.dry_base), length - options.dry_allowed_length);
  constexpr double kMost = static_cast<double>(std::numeric_limits<float>::max());
  return static_cast<float>(std::min(static_cast<double>(options.dry_multiplier) * growth, kMost));
}

}  // namespace

void dry(Draft& draft, const SamplerOptions& options) {
  if (options.dry_multiplier == 0) return;
  const std::span<const int32_t> tokens = recent(draft, options.dry_penalty_last_n);
  const auto longest = static_cast<int32_t>(draft.breakers.tokens_since(tokens));  // no repetition crosses a breaker
  if (longest < options.dry_allowed_length) return;
  note_repetitions(draft, tokens, longest, options.dry_allowed_length);
  if (draft.tally.noted().empty()) return;
  const std::span<float> logits = own_logits(draft);
  for (const int32_t id : draft.tally.noted()) {
    float& logit = logits[static_cast<size_t>(id)];
    if (is_excluded(logit) || draft.breakers.breaks(id)) continue;  // a breaker ends the repetition by itself
    logit = admitted(logit - penalty(draft.tally.of(id), options));
  }
}

}  // namespace hearth::sampling
