// The softmax over a whole vocabulary, in single precision: tens of thousands of exponentials for one draw.
//
// Only the weights of blocks of tokens are kept. A draw finds its block by them and weighs that one again, which
// saves writing and reading a weight for each token. A block's weight is good to 1e-6, relatively; the blocks
// are summed in double precision. Additions have a fixed order, so the result has the same bits everywhere.
#pragma once

#include <span>
#include <vector>

namespace hearth::sampling {

inline constexpr size_t kWeightBlock = 1024;

// How to weigh: exp((logit - highest) / temperature), or 0 where that is below 2^-126 or the logit is excluded.
struct WeightScale {
  float highest;
  float inverse_temperature;  // times log2(e), for powers of two
};
WeightScale weight_scale(float highest, double temperature);

// The weights of a block of at most kWeightBlock logits.
void weigh_block(std::span<const float> block, WeightScale scale, float* weights);

// The weight of each block into `blocks`; returns the sum, which is 0 only when not one logit is a number.
double weigh_vocabulary(std::span<const float> logits, WeightScale scale, std::vector<double>& blocks);

}  // namespace hearth::sampling
