#include "sampling/mirostat.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "sampling/narrow.h"
#include "sampling/selection.h"
#include "sampling/softmax.h"

namespace hearth::sampling {
namespace {

// The exponent of Zipf's law that fits the most likely tokens best: by least squares without a constant, of the
// logarithms of the ratios of neighbours' probabilities over those of their ranks.
double zipf_exponent(const std::vector<Candidate>& falling, double temperature) {
  double products = 0, squares = 0;
  for (size_t i = 0; i + 1 < falling.size(); ++i) {
    const double ranks = portable_log(static_cast<double>(i + 2) / static_cast<double>(i + 1));
    const double logits = static_cast<double>(falling[i].logit) - static_cast<double>(falling[i + 1].logit);
    products += ranks * logits / temperature;
    squares += ranks * ranks;
  }
  return squares > 0 ? products / squares : 0;
}

// Of how many tokens, under Zipf's law with that exponent, the surprise would be the limit (equation 4 of the paper).
size_t tokens_within(double limit, double exponent, size_t n_vocab) {
  const double n = static_cast<double>(n_vocab), log_n = portable_log(n);
  if (exponent <= 0 || n_vocab == 1) return n_vocab;  // all are equally likely
  const double excess = exponent - 1;
  // Near 1 its limit, which division by almost zero would miss.
  const double ratio = std::abs(excess) < 1e-9 ? 1 / log_n : excess / (1 - portable_exp(-excess * log_n));
  if (ratio < std::numeric_limits<double>::min()) return 1;
  const double log_k = (portable_log(ratio) + limit * std::numbers::ln2) / exponent;
  if (log_k >= log_n) return n_vocab;
  return static_cast<size_t>(std::max(portable_exp(log_k), 1.0));
}

// Version 1: top_k, with a k by Zipf's law.
void cut_by_count(Draft& draft) {
  constexpr size_t kFitted = 100;  // tokens by which the exponent is estimated, as in the paper
  std::vector<Candidate> falling;
  highest(draft.logits, kFitted, falling);
  std::erase_if(falling, [](const Candidate& candidate) { return is_excluded(candidate.logit); });
  const double exponent = zipf_exponent(falling, draft.temperature);
  const size_t k = tokens_within(draft.mirostat_limit, exponent, draft.logits.size());
  if (k < draft.logits.size()) keep_highest(draft, k);
}

// Version 2: tokens whose surprise is not above the limit.
void cut_by_surprise(Draft& draft) {
  const float highest = highest_logit(draft);
  const double total = total_weight(draft, highest);
  if (total == 0) return;                                                               // not one logit is a number
  const double below = draft.mirostat_limit * std::numbers::ln2 - portable_log(total);  // the highest, at temperature 1
  keep_from(draft, static_cast<double>(highest) - below * draft.temperature, 1);
}

}  // namespace

double first_mirostat_limit(const SamplerOptions& options) { return 2 * static_cast<double>(options.mirostat_tau); }

void mirostat(Draft& draft, const SamplerOptions& options) {
  return options.mirostat == 1 ? cut_by_count(draft) : cut_by_surprise(draft);
}

void learn_from(double probability, Draft& draft, const SamplerOptions& options) {
  const double surprise = -portable_log(probability) / std::numbers::ln2;
  draft.mirostat_limit -=
      static_cast<double>(options.mirostat_eta) * (surprise - static_cast<double>(options.mirostat_tau));
}

}  // namespace hearth::sampling
