// The weights of a K block as the search of sub_block_fit.h sees them: scaled by a power of two, so that the
// largest magnitude is in 0.5..1 and no square overflows or vanishes, with the importance of each weight.
#pragma once

#include <cstdint>

#include "quant/sub_block_fit.h"

namespace hearth::quant {

struct ScaledBlock {
  float x[kLargeBlock];           // weight / unit
  float importance[kLargeBlock];  // above 0 except where a whole sub-block is 0
  float unit;                     // a power of two
};

// A block below half of the smallest half, which nothing but 0 can stand for, becomes all zeros.
ScaledBlock scale_block(const float* weights, int sub_block_size);

// Eight running sums, added up in one fixed order: the compiler may keep them in vector registers, and every
// compiler gets the same bits.
struct LaneSum {
  static constexpr int kLanes = 8;  // divides every sub-block
  float lane[kLanes] = {};
  float total() const {
    return ((lane[0] + lane[4]) + (lane[2] + lane[6])) + ((lane[1] + lane[5]) + (lane[3] + lane[7]));
  }
};

// std::clamp by value: the reference it returns costs a branch for each weight.
inline float bound(float value, float low, float high) {
  const float raised = value > low ? value : low;
  return raised < high ? raised : high;
}

// A shared scale as it is stored, and its exact value in the block's units.
struct StoredHalf {
  uint16_t bits;
  float value;
};

// The half nearest to `scale`, except that the largest finite half bounds it.
StoredHalf nearest_half(float scale, float unit);

// The half that `top_scale` steps of reach `extreme` with: the nearest to extreme / top_scale, or the next larger
// in magnitude where that, among the subnormal halves, would fall short by half a step or more.
StoredHalf half_reaching(float extreme, int top_scale, float unit);

}  // namespace hearth::quant
