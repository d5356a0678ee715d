// AlignedBuffer: memory for weights, pages and scratch: zeroed, aligned to 64 bytes, given back when it goes.
// Large ones come straight from the kernel (untouched pages cost nothing) and ask for huge pages.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "base/result.h"

namespace hearth {

class AlignedBuffer {
 public:
  AlignedBuffer() = default;
  AlignedBuffer(AlignedBuffer&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), size_bytes_(std::exchange(other.size_bytes_, 0)) {}
  AlignedBuffer& operator=(AlignedBuffer&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_bytes_, other.size_bytes_);
    return *this;
  }
  ~AlignedBuffer();

  // `size_bytes` zero bytes; kOutOfMemory when the system has no such room.
  static Result<AlignedBuffer> create(size_t size_bytes);

  uint8_t* data() { return data_; }
  const uint8_t* data() const { return data_; }
  size_t size_bytes() const { return size_bytes_; }
  // What the system has not given yet, because nobody has written there. Thread-safe.
  size_t untouched_bytes() const;

 private:
  uint8_t* data_ = nullptr;
  size_t size_bytes_ = 0;
};

}  // namespace hearth
