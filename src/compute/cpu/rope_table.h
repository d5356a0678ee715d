// Cosines and sines for the rows of a step, the same on every machine: computed in double by our own series.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "base/thread_pool.h"
#include "compute/step.h"

namespace hearth::compute {

// cos(x) and sin(x) for |x| < 2^26, within 1e-15.
void cos_sin(double x, double& cosine, double& sine);

// One per (step, Rope): row r holds cos and sin of its position's angles.
struct RopeTable {
  const Rope* rope = nullptr;
  std::vector<float> cos, sin;  // [n_rows, n_pairs]

  void fill(const Rope& of, std::span<const StepRow> rows, ThreadPool& pool);
};

}  // namespace hearth::compute
