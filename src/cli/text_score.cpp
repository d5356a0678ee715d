#include "cli/text_score.h"

#include <algorithm>
#include <cmath>

#include "base/portable_math.h"
#include "sampling/sampler.h"
#include "sampling/selection.h"

namespace hearth::cli {

using sampling::finite;

RowScore score_row(std::span<const float> logits, int32_t next) {
  return {.loss = sampling::log_sum_exp(logits) - static_cast<double>(finite(logits[static_cast<size_t>(next)]))};
}

RowScore compare_rows(std::span<const float> exact, std::span<const float> logits, int32_t next) {
  const double exact_total = sampling::log_sum_exp(exact), total = sampling::log_sum_exp(logits);
  const double shift = total - exact_total;
  double sum = 0;
  for (size_t i = 0; i < exact.size(); ++i) {
    const double e = finite(exact[i]);
    sum += portable_exp(e - exact_total) * (e - static_cast<double>(finite(logits[i])) + shift);
  }
  const size_t n = static_cast<size_t>(next);
  return {.loss = total - static_cast<double>(finite(logits[n])),
          .exact_loss = exact_total - static_cast<double>(finite(exact[n])),
          .divergence = std::max(sum, 0.0),  // never negative but for rounding
          .same_top = sampling::highest(exact) == sampling::highest(logits)};
}

Perplexity perplexity(std::span<const double> losses) {
  const double n = static_cast<double>(losses.size());
  double sum = 0, squares = 0;
  for (const double loss : losses) sum += loss;
  const double mean = sum / n;
  for (const double loss : losses) squares += (loss - mean) * (loss - mean);
  const double value = portable_exp(mean);
  return {.value = value, .error = n > 1 ? value * std::sqrt(squares / n / (n - 1)) : 0};
}

Divergence divergence(std::span<const RowScore> rows) {
  std::vector<double> sorted;
  double sum = 0, same = 0;
  for (const RowScore& row : rows) {
    sorted.push_back(row.divergence);
    sum += row.divergence;
    same += row.same_top ? 1 : 0;
  }
  std::ranges::sort(sorted);
  const double n = static_cast<double>(rows.size());
  return {.mean = sum / n,
          .median = percentile(sorted, 0.5),
          .percentile_99 = percentile(sorted, 0.99),
          .maximum = sorted.back(),
          .same_top = same / n};
}

double percentile(std::span<const double> sorted, double fraction) {
  const double at = fraction * static_cast<double>(sorted.size() - 1);
  const size_t below = static_cast<size_t>(at), above = std::min(below + 1, sorted.size() - 1);
  const double part = at - static_cast<double>(below);
  return sorted[below] * (1 - part) + sorted[above] * part;
}

}  // namespace hearth::cli
