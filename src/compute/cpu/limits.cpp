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
double best_seconds(const Body& body, int n_tries = kTries) {
  double best = 1e9;
  for (int i = 0; i < n_tries; ++i) {
    const auto start = std::chrono::steady_clock::now();
    body();
    best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
  }
  return best;
}

struct Reading {
  size_t n_bytes;
  int n_passes = 1;
  int n_tries = kTries;
};

double read_rate(const kernels::KernelTable& kernels, ThreadPool& pool, const uint8_t* bytes, const Reading& reading) {
  std::atomic<unsigned> kept{0};
  const auto read = [&] {
    for (int pass = 0; pass < reading.n_passes; ++pass) {
      pool.parallel_for(static_cast<int>(reading.n_bytes / kPieceBytes), [&](int piece, int) {
        kept += kernels.read_bytes(bytes + static_cast<size_t>(piece) * kPieceBytes, kPieceBytes);
      });
    }
  };
  return static_cast<double>(reading.n_bytes) * reading.n_passes / best_seconds(read, reading.n_tries);
}

// Untouched pages would all be the same zero page.
Result<AlignedBuffer> touched_buffer(size_t n_bytes) {
  AlignedBuffer buffer = TRY(AlignedBuffer::create(n_bytes));
  std::memset(buffer.data(), 1, n_bytes);
  return buffer;
}

}  // namespace

Result<MachineLimits> measure_limits(const kernels::KernelTable& kernels, int n_threads) {
  ThreadPool pool(n_threads);
  const AlignedBuffer buffer = TRY(touched_buffer(kMemoryBytes));
  MachineLimits limits{};
  limits.memory_bytes_per_second = read_rate(kernels, pool, buffer.data(), {.n_bytes = kMemoryBytes});
  limits.cache_bytes_per_second = read_rate(kernels, pool, buffer.data(), {.n_bytes = kCacheBytes, .n_passes = 20});
  constexpr int64_t kRounds = 4'000'000;
  std::atomic<int> kept{0};
  const double seconds =
      best_seconds([&] { pool.parallel_for(n_threads, [&](int, int) { kept += kernels.peak_dot(kRounds); }); });
  limits.int8_operations_per_second = static_cast<double>(kRounds) * 8 * 16 * 4 * 2 * n_threads / seconds;
  return limits;
}

Result<double> measure_memory_rate(const kernels::KernelTable& kernels, int n_threads) {
  constexpr size_t kQuickBytes = kMemoryBytes / 4;
  ThreadPool pool(n_threads);
  const AlignedBuffer buffer = TRY(touched_buffer(kQuickBytes));
  return read_rate(kernels, pool, buffer.data(), {.n_bytes = kQuickBytes, .n_tries = 3});
}

}  // namespace hearth::compute
