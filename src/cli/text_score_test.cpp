#include "cli/text_score.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace hearth::cli {
namespace {

std::vector<float> logs(std::vector<double> probabilities) {
  std::vector<float> logits;
  for (const double p : probabilities) logits.push_back(static_cast<float>(std::log(p)) + 3);
  return logits;
}

TEST(TextScore, LossIsTheNegativeLogProbability) {
  EXPECT_NEAR(score_row(logs({0.25, 0.5, 0.25}), 1).loss, std::log(2.0), 1e-6);
  EXPECT_NEAR(score_row(logs({0.25, 0.5, 0.25}), 2).loss, std::log(4.0), 1e-6);
}

TEST(TextScore, DivergenceIsOfTheExactDistribution) {
  const RowScore score = compare_rows(logs({0.5, 0.25, 0.25}), logs({0.25, 0.5, 0.25}), 0);
  EXPECT_NEAR(score.divergence, 0.5 * std::log(2.0) + 0.25 * std::log(0.5), 1e-6);
  EXPECT_NEAR(score.exact_loss, std::log(2.0), 1e-6);
  EXPECT_NEAR(score.loss, std::log(4.0), 1e-6);
  EXPECT_FALSE(score.same_top);
}

TEST(TextScore, EqualLogitsDoNotDiverge) {
  const std::vector<float> logits = logs({0.1, 0.7, 0.2});
  const RowScore score = compare_rows(logits, logits, 2);
  EXPECT_EQ(score.divergence, 0);
  EXPECT_TRUE(score.same_top);
}

TEST(TextScore, PerplexityIsTheGeometricMeanOfTheInverseProbabilities) {
  const std::vector<double> losses = {std::log(2.0), std::log(8.0)};
  EXPECT_NEAR(perplexity(losses).value, 4, 1e-12);
  // Standard deviation of the losses log(2), over the root of n - 1.
  EXPECT_NEAR(perplexity(losses).error, 4 * std::log(2.0), 1e-12);
  EXPECT_EQ(perplexity(std::vector<double>{0.5}).error, 0);
}

TEST(TextScore, PercentilesAreInterpolated) {
  const std::vector<double> sorted = {0, 1, 2, 3, 4};
  EXPECT_EQ(percentile(sorted, 0), 0);
  EXPECT_EQ(percentile(sorted, 0.5), 2);
  EXPECT_EQ(percentile(sorted, 0.625), 2.5);
  EXPECT_EQ(percentile(sorted, 1), 4);
}

TEST(TextScore, DivergenceIsSummedUp) {
  const std::vector<RowScore> rows = {{.divergence = 3, .same_top = true},
                                      {.divergence = 1, .same_top = true},
                                      {.divergence = 2, .same_top = true},
                                      {.divergence = 6, .same_top = false}};
  const Divergence d = divergence(rows);
  EXPECT_EQ(d.mean, 3);
  EXPECT_EQ(d.median, 2.5);
  EXPECT_EQ(d.maximum, 6);
  EXPECT_NEAR(d.percentile_99, 5.91, 1e-12);
  EXPECT_EQ(d.same_top, 0.75);
}

}  // namespace
}  // namespace hearth::cli
