// fit_signed: scales for Q3_K and Q6_K (the idea is told in sub_block_fit.h).
#include <algorithm>
#include <cmath>

#include "quant/scaled_block.h"
#include "quant/signed_extreme.h"
#include "quant/sub_block_fit.h"

namespace hearth::quant {

namespace {

constexpr int kSubBlocks = 16;
constexpr int kSize = kLargeBlock / kSubBlocks;

struct SubBlock {
  const float* x;
  const float* w;  // importance
};

// x is near scale * level.
struct Grid {
  float scale;
  float gain;  // by how much the weighted squared error falls below that of zero
};

float level_of(float x, float inverse_scale, float lowest) {
  const float position = bound(x * inverse_scale, lowest, -lowest - 1);
  return static_cast<float>(static_cast<int>(position - lowest + 0.5f)) + lowest;
}

// Rounds to the grid, then solves for the scale that serves those levels best.
Grid refit(const SubBlock& s, float inverse_scale, float lowest) {
  LaneSum wqq_lanes, wxq_lanes;
  for (int first = 0; first < kSize; first += LaneSum::kLanes) {
    for (int l = 0; l < LaneSum::kLanes; ++l) {
      const float q = level_of(s.x[first + l], inverse_scale, lowest);
      const float wq = s.w[first + l] * q;
      wqq_lanes.lane[l] += wq * q;
      wxq_lanes.lane[l] += wq * s.x[first + l];
    }
  }
  const float sum_wqq = wqq_lanes.total(), sum_wxq = wxq_lanes.total();
  if (!(sum_wqq > 0)) return {0, 0};
  return {sum_wxq / sum_wqq, sum_wxq * sum_wxq / sum_wqq};
}

// The levels reach one further down than up, so the scale's sign matters: both are tried.
float searched_scale(const SubBlock& s, float plain, float lowest) {
  if (plain == 0) return 0;
  Grid best{0, 0};
  for (int step = -4; step <= 4; ++step) {  // grids up to one level wider or narrower than the range
    const float inverse_scale = (lowest + static_cast<float>(step) * 0.25f) / (lowest * plain);
    for (const float candidate : {inverse_scale, -inverse_scale}) {
      const Grid grid = refit(s, candidate, lowest);
      if (grid.gain > best.gain) best = grid;
    }
  }
  for (int round = 0; round < 4 && best.scale != 0; ++round) {
    const Grid grid = refit(s, 1 / best.scale, lowest);
    if (grid.gain <= best.gain) break;
    best = grid;
  }
  return best.scale;
}

float squared_error(const SubBlock& s, float scale, float lowest) {
  const float inverse_scale = scale != 0 ? 1 / scale : 0;
  LaneSum error;
  for (int first = 0; first < kSize; first += LaneSum::kLanes) {
    for (int l = 0; l < LaneSum::kLanes; ++l) {
      const float miss = scale * level_of(s.x[first + l], inverse_scale, lowest) - s.x[first + l];
      error.lane[l] += s.w[first + l] * miss * miss;
    }
  }
  return error.total();
}

// The integer scale next to the grid's own that decodes best.
int8_t best_steps(const SubBlock& s, float scale, float d, const SignedShape& shape) {
  const int top = -shape.lowest_scale - 1;
  const float position =
      d != 0 ? std::clamp(scale / d, static_cast<float>(shape.lowest_scale), static_cast<float>(top)) : 0;
  const int middle = static_cast<int>(std::lround(position));
  int best = middle;
  float least = INFINITY;
  for (int steps = std::max(middle - 1, shape.lowest_scale); steps <= std::min(middle + 1, top); ++steps) {
    const float error = squared_error(s, d * static_cast<float>(steps), static_cast<float>(shape.lowest_level));
    if (error < least) {
      least = error;
      best = steps;
    }
  }
  return static_cast<int8_t>(best);
}

// Writes the levels that are nearest under the block's scales; returns the weighted squared error.
float assign_levels(const SubBlock* subs, StoredHalf d, float lowest, SignedBlock& out) {
  out.d = d.bits;
  float error = 0;
  for (int j = 0; j < kSubBlocks; ++j) {
    const float scale = d.value * static_cast<float>(out.scale[j]);
    const float inverse_scale = scale != 0 ? 1 / scale : 0;
    for (int i = 0; i < kSize; ++i) {
      out.levels[j * kSize + i] = static_cast<int8_t>(level_of(subs[j].x[i], inverse_scale, lowest));
    }
    error += squared_error(subs[j], scale, lowest);
  }
  return error;
}

// The shared half that serves the block's integers best.
StoredHalf solve_half(const SubBlock* subs, const SignedBlock& block, float unit) {
  float aa = 0, ax = 0;  // weighted products of a = scale * level and x
  for (int j = 0; j < kSubBlocks; ++j) {
    for (int i = 0; i < kSize; ++i) {
      const auto a = static_cast<float>(block.scale[j] * block.levels[j * kSize + i]);
      aa += subs[j].w[i] * a * a;
      ax += subs[j].w[i] * a * subs[j].x[i];
    }
  }
  return nearest_half(aa > 0 ? ax / aa : 0, unit);
}

struct Candidate {
  SignedBlock block;
  float error;  // weighted and squared
};

// From real scales to a block: steps 2 to 4.
Candidate block_from_scales(const SubBlock* subs, const float* scales, const SignedShape& shape, float unit) {
  const auto lowest = static_cast<float>(shape.lowest_level);
  const StoredHalf first = half_reaching(-signed_extreme(scales, kSubBlocks), -shape.lowest_scale, unit);
  Candidate before{};
  for (int j = 0; j < kSubBlocks; ++j) before.block.scale[j] = best_steps(subs[j], scales[j], first.value, shape);
  before.error = assign_levels(subs, first, lowest, before.block);
  Candidate after = before;
  after.error = assign_levels(subs, solve_half(subs, before.block, unit), lowest, after.block);
  return after.error < before.error ? after : before;
}

}  // namespace

SignedBlock fit_signed(const float* weights, SignedShape shape) {
  const ScaledBlock block = scale_block(weights, kSize);
  const auto lowest = static_cast<float>(shape.lowest_level);
  SubBlock subs[kSubBlocks] = {};
  float plain[kSubBlocks] = {}, searched[kSubBlocks] = {};
  for (int j = 0; j < kSubBlocks; ++j) {
    subs[j] = {block.x + j * kSize, block.importance + j * kSize};
    plain[j] = signed_extreme(subs[j].x, kSize) / lowest;  // plain rounding: it takes the lowest level
    searched[j] = searched_scale(subs[j], plain[j], lowest);
  }
  const Candidate from_plain = block_from_scales(subs, plain, shape, block.unit);
  const Candidate from_search = block_from_scales(subs, searched, shape, block.unit);
  return from_search.error < from_plain.error ? from_search.block : from_plain.block;
}

}  // namespace hearth::quant
