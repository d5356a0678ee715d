// KvCache: the memory of the keys and values of all sequences of a model, in pages of 64 positions.
//
// A page holds one run of 64 positions of one sequence for all layers and KV heads, [layer][kv_head] { keys, values },
// each laid out as kernels/kv_page.h draws it. Who owns which page is the runtime's business (runtime/kv_pool.h);
// memory of pages never used is never touched.
#pragma once

#include <cstdint>

#include "base/aligned_buffer.h"
#include "base/result.h"
#include "kernels/kv_page.h"

namespace hearth::compute {

// Numbers of 16, 32 (for exact mode) or 8.5 bits.
enum class KvType : uint8_t { kF16 = kernels::kKvF16, kF32 = kernels::kKvF32, kQ8_0 = kernels::kKvQ8_0 };

struct KvShape {
  int32_t n_layers = 0;
  int32_t n_kv_heads = 0;
  int32_t head_dim = 0;
};

class KvCache {
 public:
  static constexpr int kPagePositions = kernels::kPagePositions;

  static Result<KvCache> create(const KvShape& shape, KvType type, int32_t n_pages) {
    KvCache cache;
    cache.shape_ = shape;
    cache.type_ = type;
    cache.n_pages_ = n_pages;
    cache.memory_ = TRY(AlignedBuffer::create(cache.page_bytes() * static_cast<size_t>(n_pages)));
    return cache;
  }

  const KvShape& shape() const { return shape_; }
  KvType type() const { return type_; }
  int32_t n_pages() const { return n_pages_; }
  // Keys, or values, of one layer and head.
  size_t head_bytes() const { return kernels::kv_bytes(static_cast<int>(type_), static_cast<size_t>(shape_.head_dim)); }
  size_t page_bytes() const {
    return 2 * head_bytes() * static_cast<size_t>(shape_.n_kv_heads) * static_cast<size_t>(shape_.n_layers);
  }

  uint8_t* k(int32_t page, int layer, int kv_head) {
    const size_t head =
        static_cast<size_t>(layer) * static_cast<size_t>(shape_.n_kv_heads) + static_cast<size_t>(kv_head);
    return memory_.data() + static_cast<size_t>(page) * page_bytes() + 2 * head * head_bytes();
  }
  uint8_t* v(int32_t page, int layer, int kv_head) { return k(page, layer, kv_head) + head_bytes(); }
  // Of pages that were never used. Thread-safe.
  size_t untouched_bytes() const { return memory_.untouched_bytes(); }
  uint8_t* page(int32_t page) { return memory_.data() + static_cast<size_t>(page) * page_bytes(); }

 private:
  KvShape shape_;
  KvType type_ = KvType::kF16;
  int32_t n_pages_ = 0;
  AlignedBuffer memory_;
};

}  // namespace hearth::compute
