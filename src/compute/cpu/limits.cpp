#include "compute/cpu/limits.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstring>

#include "base/aligned_buffer.h"
#include "base/thread_pool.h"

namespace hearth::compute {
namespace {

constexpr size_t kMemoryBytes = size_t{1} << 30, kCacheBytes = size_t{24} << 20, kPieceBytes = size_t{1} << 18;
constexpr int kTries = 5;  // the best counts: a shared machine is never faster than it is

template <class Body>
double best_seconds(const Body& body) {
  double best = 1e9;
  for (int i = 0; i < kTries; ++i) {
    const auto start = std::chrono::steady_clock::now();
    body();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

double read_rate(const kernels::KernelTable& kernels, ThreadPool& pool, const uint8_t* bytes, size_t n, int passes) {
  std::atomic<unsigned> kept{0};
  const double seconds = best_seconds([&] {
    for (int pass = 0; pass < passes; ++pass) {
      pool.parallel_for(static_cast<int>(n / kPieceBytes), [&](int piece, int) {
        kept += kernels.read_bytes(bytes + static_cast<size_t>(piece) * kPieceBytes, kPieceBytes);
      });
    }
  });
  return static_cast<double>(n) * passes / seconds;
}

}  // namespace

Result<MachineLimits> measure_limits(const kernels::KernelTable& kernels, int n_threads) {
  ThreadPool pool(n_threads);
  AlignedBuffer buffer = TRY(AlignedBuffer::create(kMemoryBytes));
  std::memset(buffer.data(), 1, kMemoryBytes);  // untouched pages would all be the same zero page
  MachineLimits limits{};
  limits.memory_bytes_per_second = read_rate(kernels, pool, buffer.data(), kMemoryBytes, 1);
  limits.cache_bytes_per_second = read_rate(kernels, pool, buffer.data(), kCacheBytes, 20);
  constexpr int64_t kRounds = 4'000'000;
  std::atomic<int> kept{0};
  const double seconds =
      best_seconds([&] { pool.parallel_for(n_threads, [&](int, int) { kept += kernels.peak_dot(kRounds); }); });
  limits.int8_operations_per_second = static_cast<double>(kRounds) * 8 * 16 * 4 * 2 * n_threads / seconds;
  return limits;
}

}  // namespace hearth::compute
