#include "base/aligned_buffer.h"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <vector>

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

size_t AlignedBuffer::untouched_bytes() const {
  constexpr size_t kPiece = size_t{64} << 20;
  const size_t page = static_cast<size_t>(sysconf(_SC_PAGESIZE));
  std::vector<unsigned char> resident(kPiece / page);  // bit 0 of each: this page is there
  size_t untouched = 0;
  for (size_t at = 0; at < size_bytes_; at += kPiece) {
    const size_t piece = std::min(kPiece, size_bytes_ - at), n_pages = (piece + page - 1) / page;
    if (mincore(data_ + at, piece, resident.data()) != 0) continue;  // then nothing is known to be missing
    const auto end = resident.begin() + static_cast<std::ptrdiff_t>(n_pages);
    untouched += page * static_cast<size_t>(
                            std::count_if(resident.begin(), end, [](unsigned char state) { return (state & 1) == 0; }));
  }
  return std::min(untouched, size_bytes_);
}

AlignedBuffer::~AlignedBuffer() {
  if (data_ != nullptr) munmap(data_, size_bytes_);
}

}  // namespace hearth
