// What the tests of the kernels share: memory with guards on both sides, inputs that are not only noise, and the
// comparison bit by bit. Inputs come from a linear congruential generator and exact operations alone, so that they
// are the same numbers on every machine.
#pragma once

#include <gtest/gtest.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "base/check.h"
#include "kernels/dispatch.h"

namespace hearth::kernels::testing {

class Lcg {
 public:
  explicit Lcg(uint64_t seed) : state_(seed * 2862933555777941757u + 3037000493u) {}
  uint32_t next() {
    state_ = state_ * 6364136223846793005u + 1442695040888963407u;
    return static_cast<uint32_t>(state_ >> 32);
  }
  int below(int n) { return static_cast<int>(next() % static_cast<uint32_t>(n)); }
  // In [-1, 1), an exact float.
  float uniform() { return static_cast<float>(next() >> 8) * 0x1p-23f - 1.0f; }

 private:
  uint64_t state_;
};

// n elements that end at a page nobody may touch (up to `alignment`), with canaries before and behind them.
// New elements have all bits set: a NaN, should a kernel read what it must write first.
template <class T>
class Guarded {
 public:
  explicit Guarded(size_t n, size_t alignment = alignof(T)) : n_(n) {
    const size_t page = static_cast<size_t>(getpagesize());
    const size_t room = (n * sizeof(T) + alignment - 1) / alignment * alignment;
    map_bytes_ = (room + kFront + page - 1) / page * page + page;
    void* map = mmap(nullptr, map_bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    CHECK(map != MAP_FAILED);
    map_ = static_cast<uint8_t*>(map);
    end_ = map_ + map_bytes_ - page;
    CHECK(mprotect(end_, page, PROT_NONE) == 0);
    std::memset(map_, kCanary, map_bytes_ - page);
    data_ = reinterpret_cast<T*>(end_ - room);
    std::memset(data_, 0xff, n * sizeof(T));
  }
  explicit Guarded(const std::vector<T>& values) : Guarded(values.size()) {
    if (n_ > 0) std::memcpy(data_, values.data(), n_ * sizeof(T));
  }
  Guarded(Guarded&& other) noexcept
      : map_(std::exchange(other.map_, nullptr)),
        end_(other.end_),
        map_bytes_(other.map_bytes_),
        data_(other.data_),
        n_(other.n_) {}
  ~Guarded() {
    if (map_ != nullptr) munmap(map_, map_bytes_);
  }

  T* data() { return data_; }
  const T* data() const { return data_; }
  size_t size() const { return n_; }
  T& operator[](size_t i) { return data_[i]; }
  const T& operator[](size_t i) const { return data_[i]; }
  std::span<const T> span() const { return {data_, n_}; }
  bool intact() const {
    const uint8_t* begin = reinterpret_cast<const uint8_t*>(data_);
    for (const uint8_t* p = map_; p < begin; ++p) {
      if (*p != kCanary) return false;
    }
    for (const uint8_t* p = begin + n_ * sizeof(T); p < end_; ++p) {
      if (*p != kCanary) return false;
    }
    return true;
  }

 private:
  static constexpr size_t kFront = 64;
  static constexpr uint8_t kCanary = 0xa5;
  uint8_t* map_;
  uint8_t* end_;
  size_t map_bytes_;
  T* data_;
  size_t n_;
};

inline const KernelTable& scalar() { return *all_isas().back().table; }

// Every table that this processor can run, scalar included.
inline std::vector<const KernelTable*> usable_tables() {
  std::vector<const KernelTable*> tables;
  for (const Isa& isa : all_isas()) {
    if (isa.usable) tables.push_back(isa.table);
  }
  return tables;
}

template <class T>
::testing::AssertionResult same_bits(std::span<const T> expected, std::span<const T> found) {
  if (expected.size() != found.size()) return ::testing::AssertionFailure() << "sizes differ";
  for (size_t i = 0; i < expected.size(); ++i) {
    if (std::memcmp(&expected[i], &found[i], sizeof(T)) != 0) {
      return ::testing::AssertionFailure() << "element " << i << " of " << expected.size() << ": expected "
                                           << +expected[i] << ", found " << +found[i];
    }
  }
  return ::testing::AssertionSuccess();
}

enum { kRowKinds = 8 };

// Row of a given kind: noise, outliers, zeros, denormals, all equal, wide range, one value, small noise.
inline std::vector<float> row_of_kind(int kind, size_t n, Lcg& random) {
  std::vector<float> row(n);
  for (size_t i = 0; i < n; ++i) {
    const float u = random.uniform();
    const uint32_t pick = random.next();
    switch (kind % kRowKinds) {
      case 0:
        row[i] = u;
        break;
      case 1:
        row[i] = pick % 40 == 0 ? u * 5000.0f : u;
        break;
      case 2:
        row[i] = pick % 2 == 0 ? 0.0f : -0.0f;
        break;
      case 3:
        row[i] = u * 0x1p-130f;
        break;
      case 4:
        row[i] = -0.7f;
        break;
      case 5:
        row[i] = u * (pick % 3 == 0 ? 0x1p-20f : pick % 3 == 1 ? 1.0f : 0x1p8f);
        break;
      case 6:
        row[i] = i == n / 2 ? 3.5f : 0.0f;
        break;
      default:
        row[i] = u * 0x1p-6f;
        break;
    }
  }
  return row;
}

// Rows of all kinds, `stride` apart; the last one is as long as the others, without the gap.
inline std::vector<float> rows_of_all_kinds(int n_rows, size_t n, size_t stride, Lcg& random) {
  std::vector<float> rows(static_cast<size_t>(n_rows - 1) * stride + n, 12345.0f);
  for (int r = 0; r < n_rows; ++r) {
    const std::vector<float> row = row_of_kind(r, n, random);
    std::memcpy(rows.data() + static_cast<size_t>(r) * stride, row.data(), n * sizeof(float));
  }
  return rows;
}

}  // namespace hearth::kernels::testing
