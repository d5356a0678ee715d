#include "compute/cpu/rope_table.h"

#include <cmath>

namespace hearth::compute {

// Reduction by quarter turns in two parts: the first has 33 significant bits, so that its product with up to 20
// bits of turns is exact. Then Taylor series on [-pi/4, pi/4].
void cos_sin(double x, double& cosine, double& sine) {
  constexpr double kTurnsPerRadian = 0.63661977236758134308;
  constexpr double kQuarterHigh = 1.57079632673412561417, kQuarterLow = 6.07710050650619224932e-11;
  const double turns = std::rint(x * kTurnsPerRadian);
  const double r = (x - turns * kQuarterHigh) - turns * kQuarterLow, s = r * r;
  double c = -1.0 / 87178291200;
  for (const double term : {1.0 / 479001600, -1.0 / 3628800, 1.0 / 40320, -1.0 / 720, 1.0 / 24, -0.5, 1.0})
    c = c * s + term;
  double n = 1.0 / 6227020800;
  for (const double term : {-1.0 / 39916800, 1.0 / 362880, -1.0 / 5040, 1.0 / 120, -1.0 / 6, 1.0}) n = n * s + term;
  n *= r;
  switch (static_cast<long long>(turns) & 3) {
    case 0:
      cosine = c, sine = n;
      break;
    case 1:
      cosine = -n, sine = c;
      break;
    case 2:
      cosine = -c, sine = -n;
      break;
    default:
      cosine = n, sine = -c;
      break;
  }
}

void RopeTable::fill(const Rope& of, std::span<const StepRow> rows, ThreadPool& pool) {
  rope = &of;
  const size_t n_pairs = of.frequencies.size();
  cos.resize(rows.size() * n_pairs);
  sin.resize(rows.size() * n_pairs);
  constexpr int kRowsPerTask = 32;
  const int n_rows = static_cast<int>(rows.size());
  pool.parallel_for((n_rows + kRowsPerTask - 1) / kRowsPerTask, [&](int task, int) {
    for (int r = task * kRowsPerTask; r < std::min(n_rows, (task + 1) * kRowsPerTask); ++r) {
      const size_t at = static_cast<size_t>(r) * n_pairs;
      for (size_t i = 0; i < n_pairs; ++i) {
        double c, s;
        cos_sin(rows[static_cast<size_t>(r)].position * of.frequencies[i], c, s);
        cos[at + i] = static_cast<float>(c * of.magnitude);
        sin[at + i] = static_cast<float>(s * of.magnitude);
      }
    }
  });
}

}  // namespace hearth::compute
