#include <gtest/gtest.h>

#include <limits>
#include <random>

#include "sampling/draft.h"
#include "sampling/selection.h"

namespace hearth::sampling {
namespace {

TEST(Mask, ExcludesWhatItDoesNotAllowAtEveryLength) {
  std::mt19937_64 random(1);
  for (const size_t n : {1u, 31u, 32u, 33u, 63u, 64u, 65u, 127u, 128u, 200u}) {
    std::vector<float> logits(n);
    for (size_t i = 0; i < n; ++i) logits[i] = static_cast<float>(i) - 50;
    std::vector<uint64_t> mask((n + 63) / 64);
    for (uint64_t& word : mask) word = random() | 1;
    mask.back() |= uint64_t{1} << ((n - 1) % 64);
    if (mask.size() > 2) mask[1] = 0;
    Draft draft{.logits = logits, .mask = mask};
    hearth::sampling::mask(draft, {});
    for (size_t i = 0; i < n; ++i) {
      EXPECT_EQ(draft.logits[i], (mask[i / 64] >> (i % 64) & 1) != 0 ? logits[i] : kExcluded) << n << ' ' << i;
    }
  }
}

TEST(Mask, AnAllowedTokenStaysPossible) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> logits = {nan, -std::numeric_limits<float>::infinity(), nan, 1};
  const std::vector<uint64_t> mask = {0b0011};
  Draft draft{.logits = logits, .mask = mask};
  hearth::sampling::mask(draft, {});
  EXPECT_EQ((std::vector(draft.logits.begin(), draft.logits.end())),
            (std::vector{kLowestAdmitted, kLowestAdmitted, kExcluded, kExcluded}));
}

TEST(Mask, EmptyAllowsAll) {
  const std::vector<float> logits = {1, 2};
  Draft draft{.logits = logits};
  mask(draft, {});
  EXPECT_EQ(draft.logits.data(), logits.data());
}

TEST(MaskDeathTest, HasToCoverTheVocabulary) {
  const std::vector<float> logits(65);
  const std::vector<uint64_t> one_word = {1};
  Draft draft{.logits = logits, .mask = one_word};
  EXPECT_DEATH(mask(draft, {}), "mask.size");
}

}  // namespace
}  // namespace hearth::sampling
