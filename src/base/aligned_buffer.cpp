#include "base/aligned_buffer.h"

#include <sys/mman.h>

#include "base/text.h"

namespace hearth {
namespace {

constexpr size_t kHugePageBytes = size_t{2} << 20;

}  // namespace

Result<AlignedBuffer> AlignedBuffer::create(size_t size_bytes) {
  AlignedBuffer buffer;
  if (size_bytes == 0) return buffer;
  void* memory = mmap(nullptr, size_bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (memory == MAP_FAILED) {
    return fail(ErrorCode::kOutOfMemory, concat("no room for a buffer of ", size_bytes, " bytes"));
  }
  // A hint only: a small buffer would round up to memory that is never used, and a refusal changes nothing.
  if (size_bytes >= 4 * kHugePageBytes) madvise(memory, size_bytes, MADV_HUGEPAGE);
  buffer.data_ = static_cast<uint8_t*>(memory);
  buffer.size_bytes_ = size_bytes;
  return buffer;
}

AlignedBuffer::~AlignedBuffer() {
  if (data_ != nullptr) munmap(data_, size_bytes_);
}

}  // namespace hearth
