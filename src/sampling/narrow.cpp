#include "sampling/narrow.h"

#include <algorithm>
#include <cmath>

#include "sampling/selection.h"
#include "sampling/softmax.h"
#include "sampling/vocabulary.h"

namespace hearth::sampling {
namespace {

constexpr size_t kManyOf = 16;  // a list of more than this part of a vocabulary costs more than the vocabulary

// The lowest float, above kExcluded, that is not below the bound. No bound is above all floats: it is below a logit.
float bar_at(double bound) {
  constexpr double kLowest = static_cast<double>(kLowestAdmitted);
  if (!(bound > kLowest)) return kLowestAdmitted;
  const auto bar = static_cast<float>(bound);
  return static_cast<double>(bar) < bound ? std::nextafter(bar, std::numeric_limits<float>::max()) : bar;
}

void keep_highest_of_list(Draft& draft, size_t k) {
  std::vector<Candidate>& candidates = draft.candidates;
  if (k >= candidates.size()) return;
  if (!draft.sorted) {
    const auto end = candidates.begin() + static_cast<std::ptrdiff_t>(k);
    std::nth_element(candidates.begin(), end, candidates.end(), goes_before);
    std::sort(candidates.begin(), end, goes_before);
    draft.sorted = true;
  }
  candidates.resize(k);
}

void keep_from_in_list(Draft& draft, float bar, size_t at_least) {
  const auto stays = [bar](const Candidate& candidate) { return candidate.logit >= bar; };
  const auto n_staying = static_cast<size_t>(std::ranges::count_if(draft.candidates, stays));
  if (n_staying < at_least) return keep_highest_of_list(draft, at_least);
  std::erase_if(draft.candidates, [&](const Candidate& candidate) { return !stays(candidate); });
}

void exclude_below(std::span<float> logits, float bar) {
  for (float& logit : logits) logit = choose(logit >= bar, logit, kExcluded);
}

// A token is excluded when there is another; that is, always but in a vocabulary without one number.
void drop_excluded(std::vector<Candidate>& falling) {
  while (falling.size() > 1 && is_excluded(falling.back().logit)) falling.pop_back();
}

}  // namespace

void list(Draft& draft) {
  if (draft.narrowed) return;
  collect_from(draft.logits, kLowestAdmitted, draft.logits.size(), draft.candidates);
  if (draft.candidates.empty()) return keep_highest(draft, 1);
  draft.narrowed = true;
}

void keep_highest(Draft& draft, size_t k) {
  if (draft.narrowed) return keep_highest_of_list(draft, k);
  highest(draft.logits, k, draft.candidates);
  drop_excluded(draft.candidates);
  draft.narrowed = draft.sorted = true;
}

void keep_from(Draft& draft, double bound, size_t at_least) {
  const float bar = bar_at(bound);
  if (draft.narrowed) return keep_from_in_list(draft, bar, at_least);
  const size_t many = std::max(draft.logits.size() / kManyOf, at_least);
  if (!collect_from(draft.logits, bar, many, draft.candidates)) return exclude_below(own_logits(draft), bar);
  if (draft.candidates.size() < at_least) return keep_highest(draft, at_least);
  draft.narrowed = true;
}

double total_weight(Draft& draft, float highest) {
  if (draft.narrowed) return weigh(draft.candidates, highest, draft.weights, draft.temperature);
  return weigh_vocabulary(draft.logits, weight_scale(highest, draft.temperature), draft.weights);
}

}  // namespace hearth::sampling
