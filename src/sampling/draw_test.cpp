#include "sampling/draw.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "sampling/testing.h"

namespace hearth::sampling {
namespace {

const std::vector<float> kLogits = {std::log(0.1f), -1e30f, std::log(0.6f), std::log(0.3f)};

TEST(Draw, FindsTheTokenInWhoseShareThePointLies) {
  Draft whole{.logits = kLogits}, listed = draft_of(kLogits);
  for (Draft* draft : {&whole, &listed}) {
    EXPECT_EQ(draw(*draft, 0).id, 0);
    EXPECT_EQ(draw(*draft, 0.0999).id, 0);
    EXPECT_EQ(draw(*draft, 0.1001).id, 2);
    EXPECT_EQ(draw(*draft, 0.6999).id, 2);
    EXPECT_EQ(draw(*draft, 0.7001).id, 3);
    EXPECT_EQ(draw(*draft, std::nextafter(1.0, 0.0)).id, 3);
  }
}

TEST(Draw, TellsTheProbability) {
  Draft whole{.logits = kLogits}, listed = draft_of(kLogits);
  for (Draft* draft : {&whole, &listed}) {
    EXPECT_NEAR(draw(*draft, 0.5).probability, 0.6, 1e-6);
    draft->temperature = 0.5;
    EXPECT_NEAR(draw(*draft, 0.5).probability, 0.36 / 0.46, 1e-6);
  }
}

TEST(Draw, NeverFindsWhatHasNoWeight) {
  // The points at the edges of shares, where rounding decides.
  std::vector<float> logits(3000, -500);
  logits[5] = logits[2047] = 0;
  Draft draft{.logits = logits};
  for (const double point : {0.0, 0.5, std::nextafter(0.5, 0.0), std::nextafter(1.0, 0.0)}) {
    const int32_t id = draw(draft, point).id;
    EXPECT_TRUE(id == 5 || id == 2047) << id;
  }
}

TEST(Draw, OfNoNumbersIsTheFirst) {
  const std::vector<float> logits(3, std::numeric_limits<float>::quiet_NaN());
  Draft draft{.logits = logits};
  EXPECT_EQ(draw(draft, 0.9).id, 0);
}

}  // namespace
}  // namespace hearth::sampling
