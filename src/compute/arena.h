// Arena: the scratch memory of a step: handed out upwards, given back by resetting to a mark.
//
// Without memory it only counts, which is how the exact size is found before any is allocated.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/check.h"

namespace hearth::compute {

class Arena {
 public:
  Arena() = default;
  Arena(uint8_t* memory, size_t size_bytes) : memory_(memory), size_bytes_(size_bytes) {}

  // `n` elements of T, aligned to 64 bytes; null when the arena only counts.
  template <class T>
  T* allocate(size_t n) {
    const size_t at = used_;
    used_ += (n * sizeof(T) + 63) / 64 * 64;
    peak_ = std::max(peak_, used_);
    if (memory_ == nullptr) return nullptr;
    CHECK(used_ <= size_bytes_);
    return reinterpret_cast<T*>(memory_ + at);
  }

  size_t mark() const { return used_; }
  void release(size_t mark) { used_ = mark; }
  size_t peak_bytes() const { return peak_; }
  bool counts_only() const { return memory_ == nullptr; }

 private:
  uint8_t* memory_ = nullptr;
  size_t size_bytes_ = 0;
  size_t used_ = 0;
  size_t peak_ = 0;
};

}  // namespace hearth::compute
