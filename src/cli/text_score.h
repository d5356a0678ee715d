// How well logits predict a text, and how far two sets of logits are apart: the numbers of `hearth perplexity`.
//
// Everything in double precision and in a fixed order: no result depends on the number of threads.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace hearth::cli {

// One position of the text, whose next token is known.
struct RowScore {
  double loss = 0;        // - log probability of the next token
  double exact_loss = 0;  // the same in exact mode; this and what follows is set by compare_rows only
  double divergence =
      0;  // Kullback-Leibler, of the exact distribution from this one: sum p_exact (log p_exact - log p)
  bool same_top = false;  // both find the same token most likely
};

RowScore score_row(std::span<const float> logits, int32_t next);
RowScore compare_rows(std::span<const float> exact, std::span<const float> logits, int32_t next);

struct Perplexity {
  double value = 0;
  double error = 0;  // one standard error, from how much the losses vary
};

// exp of the mean loss. `losses` is not empty.
Perplexity perplexity(std::span<const double> losses);

struct Divergence {
  double mean = 0, median = 0, percentile_99 = 0, maximum = 0;
  double same_top = 0;  // share of rows, 0 to 1
};

// `rows` is not empty.
Divergence divergence(std::span<const RowScore> rows);

// The value below which `fraction` of `sorted` lies, interpolated between neighbours. `sorted` ascends, not empty.
double percentile(std::span<const double> sorted, double fraction);

}  // namespace hearth::cli
