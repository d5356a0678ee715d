// Choosing scales and levels for the K formats: 256 weights in sub-blocks, each with a small integer scale (and
// minimum) that multiplies a half shared by the block.
//
// A weighted least squares search in four steps. (1) Each sub-block tries a handful of grid widths around its
// range, rounds to the grid, solves for the best real scale and minimum of those levels, and keeps the best.
// (2) The largest scale sets the shared half, and the others become integers. (3) Each sub-block tries the
// integers next to its own against the decoded weights. (4) The shared halves are solved for once more, given all
// levels. Large weights count for more (importance: root mean square of the sub-block plus magnitude). Plain
// rounding, whose grid spans the range, goes through steps 2 to 4 as well and the better block is kept, so that
// under these importances the search is never worse than plain rounding.
//
// The search works on weights scaled by a power of two to magnitude 1, so it behaves alike for all sizes.
// The outcome is deterministic. NaN counts as 0 and magnitudes above 2^28, infinity included, as 2^28; every block
// decodes to finite weights, those beyond the format's reach to about its largest.
#pragma once

#include <cstdint>

namespace hearth::quant {

inline constexpr int kLargeBlock = 256;

struct AffineShape {
  int sub_blocks;  // 8 or 16
  int top_level;   // levels are 0..top_level
  int top_scale;   // scales and minima are 0..top_scale
};

// weight = (d * scale) * level - (dmin * min), scale and min those of the weight's sub-block.
struct AffineBlock {
  uint16_t d, dmin;  // halves, not negative
  uint8_t scale[16], min[16];
  int8_t levels[kLargeBlock];
};

AffineBlock fit_affine(const float* weights, AffineShape shape);

struct SignedShape {
  int lowest_level;  // levels are lowest_level..-lowest_level - 1
  int lowest_scale;  // scales likewise
};

// weight = (d * scale) * level, in sub-blocks of 16.
struct SignedBlock {
  uint16_t d;  // half, of either sign
  int8_t scale[16];
  int8_t levels[kLargeBlock];
};

SignedBlock fit_signed(const float* weights, SignedShape shape);

}  // namespace hearth::quant
