// fit_affine: scales and minima for Q2_K, Q4_K and Q5_K (the idea is told in sub_block_fit.h).
#include <algorithm>
#include <cmath>

#include "quant/scaled_block.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

namespace {

// A sub-block's weights with what does not change during its search.
struct SubBlock {
  const float* x;
  const float* w;  // importance
  int n;
  float sum_w, sum_wx;
};

// x is near scale * level - min.
struct Grid {
  float scale, min;  // neither is negative
  float gain;        // by how much the weighted squared error falls below that of zero
};

SubBlock sub_block(const ScaledBlock& block, int first, int n) {
  SubBlock s{block.x + first, block.importance + first, n, 0, 0};
  for (int i = 0; i < n; ++i) {
    s.sum_w += s.w[i];
    s.sum_wx += s.w[i] * s.x[i];
  }
  return s;
}

float level_of(float x, float min, float inverse_scale, float top_level) {
  const float position = bound((x + min) * inverse_scale, 0, top_level);
  return static_cast<float>(static_cast<int>(position + 0.5f));
}

// Rounds to the grid, then solves for the grid that serves those levels best.
Grid refit(const SubBlock& s, float min, float inverse_scale, float top_level) {
  LaneSum wq_lanes, wqq_lanes, wxq_lanes;
  for (int first = 0; first < s.n; first += LaneSum::kLanes) {
    for (int l = 0; l < LaneSum::kLanes; ++l) {
      const float x = s.x[first + l];
      const float q = level_of(x, min, inverse_scale, top_level);
      const float wq = s.w[first + l] * q;
      wq_lanes.lane[l] += wq;
      wqq_lanes.lane[l] += wq * q;
      wxq_lanes.lane[l] += wq * x;
    }
  }
  const float sum_wq = wq_lanes.total(), sum_wqq = wqq_lanes.total(), sum_wxq = wxq_lanes.total();
  Grid grid{0, -1, 0};
  const float determinant = s.sum_w * sum_wqq - sum_wq * sum_wq;
  if (determinant > 1e-5f * s.sum_w * sum_wqq) {  // else the levels are all alike, and it is rounding noise
    grid.scale = (s.sum_w * sum_wxq - s.sum_wx * sum_wq) / determinant;
    grid.min = (grid.scale * sum_wq - s.sum_wx) / s.sum_w;
  }
  if (grid.min < 0) {  // the format cannot lift weights above zero: the best grid from zero
    grid.min = 0;
    grid.scale = sum_wqq > 0 ? sum_wxq / sum_wqq : 0;
  }
  grid.scale = std::max(grid.scale, 0.0f);
  grid.gain = grid.scale * sum_wxq - grid.min * s.sum_wx;
  return grid;
}

// Plain rounding: the grid that spans the range.
Grid plain_grid(const SubBlock& s, int top_level) {
  const auto [lowest, highest] = std::minmax_element(s.x, s.x + s.n);
  const float low = std::min(*lowest, 0.0f);
  return {std::max(*highest - low, 0.0f) / static_cast<float>(top_level), -low, 0};
}

Grid searched_grid(const SubBlock& s, const Grid& plain, int top_level) {
  if (plain.scale <= 0) return plain;  // all weights alike and not above zero
  const auto top = static_cast<float>(top_level);
  Grid best{0, 0, 0};
  for (int step = -4; step <= 4; ++step) {  // grids up to one level wider or narrower than the range
    const float narrower = (top + static_cast<float>(step) * 0.25f) / top;
    const Grid grid = refit(s, plain.min, narrower / plain.scale, top);
    if (grid.gain > best.gain) best = grid;
  }
  for (int round = 0; round < 4 && best.scale > 0; ++round) {
    const Grid grid = refit(s, best.min, 1 / best.scale, top);
    if (grid.gain <= best.gain) break;
    best = grid;
  }
  return best;
}

float squared_error(const SubBlock& s, float scale, float min, float top_level) {
  const float inverse_scale = scale > 0 ? 1 / scale : 0;
  LaneSum error;
  for (int first = 0; first < s.n; first += LaneSum::kLanes) {
    for (int l = 0; l < LaneSum::kLanes; ++l) {
      const float x = s.x[first + l];
      const float miss = scale * level_of(x, min, inverse_scale, top_level) - min - x;
      error.lane[l] += s.w[first + l] * miss * miss;
    }
  }
  return error.total();
}

struct Steps {
  uint8_t scale, min;
};

int rounded_steps(float value, float step, int top) {
  return step > 0 ? static_cast<int>(std::min(value / step, static_cast<float>(top)) + 0.5f) : 0;
}

// The integers next to the grid's own that decode best.
Steps best_steps(const SubBlock& s, const Grid& grid, float d, float dmin, const AffineShape& shape) {
  const int scale = rounded_steps(grid.scale, d, shape.top_scale);
  const int min = rounded_steps(grid.min, dmin, shape.top_scale);
  Steps best{static_cast<uint8_t>(scale), static_cast<uint8_t>(min)};
  float least = INFINITY;
  for (int a = std::max(scale - 1, 0); a <= std::min(scale + 1, shape.top_scale); ++a) {
    for (int b = std::max(min - 1, 0); b <= std::min(min + 1, shape.top_scale); ++b) {
      const float error = squared_error(s, d * static_cast<float>(a), dmin * static_cast<float>(b),
                                        static_cast<float>(shape.top_level));
      if (error < least) {
        least = error;
        best = {static_cast<uint8_t>(a), static_cast<uint8_t>(b)};
      }
    }
  }
  return best;
}

struct Halves {
  StoredHalf d, dmin;
};

// Writes the levels that are nearest under the block's scales; returns the weighted squared error.
float assign_levels(const SubBlock* subs, const Halves& halves, const AffineShape& shape, AffineBlock& out) {
  out.d = halves.d.bits;
  out.dmin = halves.dmin.bits;
  const auto top = static_cast<float>(shape.top_level);
  float error = 0;
  for (int j = 0; j < shape.sub_blocks; ++j) {
    const SubBlock& s = subs[j];
    const float scale = halves.d.value * static_cast<float>(out.scale[j]);
    const float min = halves.dmin.value * static_cast<float>(out.min[j]);
    const float inverse_scale = scale > 0 ? 1 / scale : 0;
    for (int i = 0; i < s.n; ++i) {
      out.levels[j * s.n + i] = static_cast<int8_t>(level_of(s.x[i], min, inverse_scale, top));
    }
    error += squared_error(s, scale, min, top);
  }
  return error;
}

// The shared halves that serve the block's integers best: x is near d * (scale * level) - dmin * min.
Halves solve_halves(const SubBlock* subs, const AffineShape& shape, const AffineBlock& block, const Halves& current,
                    float unit) {
  float aa = 0, ab = 0, bb = 0, ax = 0, bx = 0;  // weighted products of a = scale * level, b = min and x
  for (int j = 0; j < shape.sub_blocks; ++j) {
    const SubBlock& s = subs[j];
    const auto b = static_cast<float>(block.min[j]);
    for (int i = 0; i < s.n; ++i) {
      const auto a = static_cast<float>(block.scale[j] * block.levels[j * s.n + i]);
      aa += s.w[i] * a * a;
      ab += s.w[i] * a * b;
      ax += s.w[i] * a * s.x[i];
    }
    bb += s.sum_w * b * b;
    bx += s.sum_wx * b;
  }
  const float determinant = aa * bb - ab * ab;
  if (determinant > 1e-5f * aa * bb) {
    return {nearest_half(std::max((ax * bb - bx * ab) / determinant, 0.0f), unit),
            nearest_half(std::max((ax * ab - bx * aa) / determinant, 0.0f), unit)};
  }
  if (bb > 0) return current;
  return {nearest_half(aa > 0 ? std::max(ax / aa, 0.0f) : 0, unit), current.dmin};
}

struct Candidate {
  AffineBlock block;
  float error;  // weighted and squared
};

// From real scales and minima to a block: steps 2 to 4.
Candidate block_from_grids(const SubBlock* subs, const Grid* grids, const AffineShape& shape, float unit) {
  float largest_scale = 0, largest_min = 0;
  for (int j = 0; j < shape.sub_blocks; ++j) {
    largest_scale = std::max(largest_scale, grids[j].scale);
    largest_min = std::max(largest_min, grids[j].min);
  }
  const Halves first{half_reaching(largest_scale, shape.top_scale, unit),
                     half_reaching(largest_min, shape.top_scale, unit)};
  Candidate before{};
  for (int j = 0; j < shape.sub_blocks; ++j) {
    const Steps steps = best_steps(subs[j], grids[j], first.d.value, first.dmin.value, shape);
    before.block.scale[j] = steps.scale;
    before.block.min[j] = steps.min;
  }
  before.error = assign_levels(subs, first, shape, before.block);
  Candidate after = before;
  after.error = assign_levels(subs, solve_halves(subs, shape, before.block, first, unit), shape, after.block);
  return after.error < before.error ? after : before;
}

}  // namespace

AffineBlock fit_affine(const float* weights, AffineShape shape) {
  const int n = kLargeBlock / shape.sub_blocks;
  const ScaledBlock block = scale_block(weights, n);
  SubBlock subs[16] = {};
  Grid plain[16] = {}, searched[16] = {};
  for (int j = 0; j < shape.sub_blocks; ++j) {
    subs[j] = sub_block(block, j * n, n);
    plain[j] = plain_grid(subs[j], shape.top_level);
    searched[j] = searched_grid(subs[j], plain[j], shape.top_level);
  }
  const Candidate from_plain = block_from_grids(subs, plain, shape, block.unit);
  const Candidate from_search = block_from_grids(subs, searched, shape, block.unit);
  return from_search.error < from_plain.error ? from_search.block : from_plain.block;
}

}  // namespace hearth::quant
