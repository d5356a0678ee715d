// Attention of CpuStep: keys and values into their pages, then queries against pages.
//
// The order of all sums is fixed by positions alone: pages of 64 positions are folded one after the other into
// the result of their block of four pages, and blocks one after the other into the result of the row. A task is
// some rows of one sequence and one KV head; when there are too few of those for the threads (one sequence being
// generated), a task is one block, and blocks are folded afterwards. The result is the same to the last bit.
#include <algorithm>
#include <cstring>

#include "compute/cpu/cpu_step.h"

namespace hearth::compute {
namespace {

constexpr int kPage = KvCache::kPagePositions;
constexpr int kBlockPages = 4;
constexpr int kQueries = 48;  // query vectors a task handles together

// Rows of one sequence at consecutive positions.
struct RowTile {
  int first_row;
  int n_rows;
  int first_block;  // of the positions that any of the rows sees
  int n_blocks;
};

// Running softmax sums of some query vectors.
struct Sums {
  float* max;  // [n_q]
  float* sum;  // [n_q]; 0: nothing seen yet
  float* out;  // [n_q, head_dim]

  static size_t floats(int n_q, int head_dim) {
    return (static_cast<size_t>(n_q) * static_cast<size_t>(head_dim + 2) + 15) / 16 * 16;
  }
  static Sums at(float* memory, int n_q, int head_dim) {
    float* max = memory + static_cast<size_t>(n_q) * static_cast<size_t>(head_dim);
    return {max, max + n_q, memory};
  }
  void clear(int n_q) { std::fill_n(sum, n_q, 0.0f); }
};

class Attention {
 public:
  Attention(const kernels::VectorKernels& vector, KvCache* cache, const StepInput& input, int layer, Tensor q,
            Tensor out, const AttentionShape& shape)
      : vector_(vector),
        cache_(cache),
        input_(input),
        layer_(layer),
        q_(q),
        out_(out),
        shape_(shape),
        group_(shape.n_heads / shape.n_kv_heads) {}

  int rows_per_tile() const { return std::max(1, kQueries / group_); }
  int n_queries() const { return rows_per_tile() * group_; }

  std::vector<RowTile> tiles() const {
    std::vector<RowTile> list;
    const int n_rows = static_cast<int>(input_.rows.size());
    for (int r = 0; r < n_rows; ++r) {
      const StepRow& row = input_.rows[static_cast<size_t>(r)];
      const bool joins = !list.empty() && list.back().n_rows < rows_per_tile() &&
                         input_.rows[static_cast<size_t>(r - 1)].sequence == row.sequence &&
                         input_.rows[static_cast<size_t>(r - 1)].position + 1 == row.position;
      if (joins)
        ++list.back().n_rows;
      else
        list.push_back({r, 1, 0, 0});
    }
    for (RowTile& tile : list) {
      const int first = input_.rows[static_cast<size_t>(tile.first_row)].position, last = first + tile.n_rows - 1;
      tile.first_block = first_visible(first) / (kPage * kBlockPages);
      tile.n_blocks = last / (kPage * kBlockPages) + 1 - tile.first_block;
    }
    return list;
  }

  size_t scratch_floats() const {
    const size_t n_q = static_cast<size_t>(n_queries()), dim = static_cast<size_t>(shape_.head_dim);
    return 3 * Sums::floats(n_queries(), shape_.head_dim) + n_q * dim + 2 * ((n_q + 15) / 16 * 16) + n_q * kPage +
           2 * kPage * dim;
  }

  // Folds the pages of one block into `sums`.
  void run_block(const RowTile& tile, int kv_head, int block, Sums sums, float* scratch) const {
    const int n_q = tile.n_rows * group_, dim = shape_.head_dim;
    const size_t n_q_room = (static_cast<size_t>(n_queries()) + 15) / 16 * 16;
    float* page_memory = scratch;
    float* q = page_memory + Sums::floats(n_queries(), dim);
    int32_t* begin = reinterpret_cast<int32_t*>(q + static_cast<size_t>(n_queries()) * static_cast<size_t>(dim));
    int32_t* end = begin + n_q_room;
    float* kernel_scratch = reinterpret_cast<float*>(end + n_q_room);
    const Sums page_sums = Sums::at(page_memory, n_q, dim);
    gather(tile, kv_head, q);

    const StepRow& first_row = input_.rows[static_cast<size_t>(tile.first_row)];
    const auto pages = input_.pages[static_cast<size_t>(first_row.sequence)];
    sums.clear(n_q);
    const int last_page = (first_row.position + tile.n_rows - 1) / kPage;
    for (int p = block * kBlockPages; p < (block + 1) * kBlockPages && p <= last_page; ++p) {
      if (!set_ranges(tile, p, begin, end)) continue;
      const int32_t page = pages[static_cast<size_t>(p)];
      vector_.attend_page({.q = q,
                           .q_stride = static_cast<size_t>(dim),
                           .n_q = n_q,
                           .head_dim = dim,
                           .scale = shape_.scale,
                           .begin = begin,
                           .end = end,
                           .k = cache_->k(page, layer_, kv_head),
                           .v = cache_->v(page, layer_, kv_head),
                           .kv_is_f32 = cache_->type() == KvType::kF32 ? 1 : 0,
                           .max = page_sums.max,
                           .sum = page_sums.sum,
                           .out = page_sums.out,
                           .scratch = kernel_scratch});
      fold(page_sums, n_q, sums);
    }
  }

  void fold(const Sums& from, int n_q, Sums& into) const {
    const size_t dim = static_cast<size_t>(shape_.head_dim);
    for (size_t i = 0; i < static_cast<size_t>(n_q); ++i) {
      vector_.merge_page(from.max[i], from.sum[i], from.out + i * dim, shape_.head_dim, into.max + i, into.sum + i,
                         into.out + i * dim);
    }
  }

  // The finished rows into the output tensor.
  void finish(const RowTile& tile, int kv_head, const Sums& sums) const {
    const size_t dim = static_cast<size_t>(shape_.head_dim);
    for (int i = 0; i < tile.n_rows * group_; ++i) {
      const int head = kv_head * group_ + i % group_;
      float* to = out_.row(tile.first_row + i / group_) + static_cast<size_t>(head) * dim;
      vector_.scale(sums.out + static_cast<size_t>(i) * dim, 1.0f / sums.sum[i], shape_.head_dim, to);
    }
  }

 private:
  int first_visible(int position) const { return shape_.window > 0 ? std::max(0, position - shape_.window + 1) : 0; }

  // Query vectors of the tile side by side: row by row, the heads of the group together.
  void gather(const RowTile& tile, int kv_head, float* q) const {
    const size_t floats = static_cast<size_t>(group_) * static_cast<size_t>(shape_.head_dim);
    for (int r = 0; r < tile.n_rows; ++r) {
      const float* from = q_.row(tile.first_row + r) + static_cast<size_t>(kv_head) * floats;
      std::memcpy(q + static_cast<size_t>(r) * floats, from, floats * sizeof(float));
    }
  }

  // Which positions of page p each query sees; whether any sees any.
  bool set_ranges(const RowTile& tile, int p, int32_t* begin, int32_t* end) const {
    const int first = input_.rows[static_cast<size_t>(tile.first_row)].position;
    bool any = false;
    for (int i = 0; i < tile.n_rows * group_; ++i) {
      const int position = first + i / group_;
      begin[i] = std::max(0, first_visible(position) - p * kPage);
      end[i] = std::min(kPage, position + 1 - p * kPage);
      any = any || begin[i] < end[i];
    }
    return any;
  }

  const kernels::VectorKernels& vector_;
  KvCache* cache_;
  const StepInput& input_;
  int layer_;
  Tensor q_, out_;
  const AttentionShape& shape_;
  int group_;  // query heads that share a KV head
};

}  // namespace

void CpuStep::store_kv(int layer, Tensor k, Tensor v, const AttentionShape& shape) {
  const size_t dim = static_cast<size_t>(shape.head_dim);
  for_rows(k.rows, [&](int r) {
    const StepRow& row = input_.rows[static_cast<size_t>(r)];
    const int32_t page = input_.pages[static_cast<size_t>(row.sequence)][static_cast<size_t>(row.position / kPage)];
    const size_t slot = static_cast<size_t>(row.position % kPage);
    for (int h = 0; h < shape.n_kv_heads; ++h) {
      const float *key = k.row(r) + static_cast<size_t>(h) * dim, *value = v.row(r) + static_cast<size_t>(h) * dim;
      if (cache_->type() == KvType::kF32) {
        float* to = reinterpret_cast<float*>(cache_->k(page, layer, h)) + slot;
        for (size_t i = 0; i < dim; ++i) to[i * kPage] = key[i];
        std::memcpy(reinterpret_cast<float*>(cache_->v(page, layer, h)) + slot * dim, value, dim * sizeof(float));
      } else {
        uint16_t half[16];
        uint16_t* to = reinterpret_cast<uint16_t*>(cache_->k(page, layer, h)) + slot;
        for (size_t i = 0; i < dim; i += 16) {
          vector_.store_f16(key + i, 16, half);
          for (size_t j = 0; j < 16; ++j) to[(i + j) * kPage] = half[j];
        }
        vector_.store_f16(value, shape.head_dim, reinterpret_cast<uint16_t*>(cache_->v(page, layer, h)) + slot * dim);
      }
    }
  });
}

Tensor CpuStep::attention(int layer, Tensor q, Tensor k, Tensor v, const AttentionShape& shape) {
  const Tensor out = allocate(q.rows, shape.n_heads * shape.head_dim);
  const Frame frame(*this);
  const Attention attention(vector_, cache_, input_, layer, q, out, shape);
  const std::vector<RowTile> tiles = attention.tiles();
  const int n_threads = context_.pool.n_threads(), n_pairs = static_cast<int>(tiles.size()) * shape.n_kv_heads;
  int most_blocks = 0;
  for (const RowTile& tile : tiles) most_blocks = std::max(most_blocks, tile.n_blocks);
  const bool split = n_pairs < 4 * n_threads && most_blocks > 1;

  const size_t scratch_floats = attention.scratch_floats();
  const size_t sums_floats = Sums::floats(attention.n_queries(), shape.head_dim);
  const size_t n_partial = split ? static_cast<size_t>(n_pairs) * static_cast<size_t>(most_blocks) : 0;
  float* scratch = arena_.allocate<float>(scratch_floats * static_cast<size_t>(n_threads));
  // Without the split a thread needs room for one block and the running sums.
  float* partial = arena_.allocate<float>(
      sums_floats * (split ? n_partial + static_cast<size_t>(n_threads) : 2 * static_cast<size_t>(n_threads)));
  if (arena_.counts_only()) return out;
  store_kv(layer, k, v, shape);

  const auto tile_of = [&](int pair) -> const RowTile& { return tiles[static_cast<size_t>(pair / shape.n_kv_heads)]; };
  const auto partial_sums = [&](size_t index, const RowTile& tile) {
    return Sums::at(partial + index * sums_floats, tile.n_rows * (shape.n_heads / shape.n_kv_heads), shape.head_dim);
  };
  if (split) {
    context_.pool.parallel_for(static_cast<int>(n_partial), [&](int task, int thread) {
      const int pair = task / most_blocks, b = task % most_blocks;
      const RowTile& tile = tile_of(pair);
      if (b >= tile.n_blocks) return;
      attention.run_block(tile, pair % shape.n_kv_heads, tile.first_block + b,
                          partial_sums(static_cast<size_t>(task), tile),
                          scratch + scratch_floats * static_cast<size_t>(thread));
    });
  }
  const auto whole = [&](int pair, int thread) {
    const RowTile& tile = tile_of(pair);
    const int n_q = tile.n_rows * (shape.n_heads / shape.n_kv_heads), kv_head = pair % shape.n_kv_heads;
    const size_t mine = split ? n_partial + static_cast<size_t>(thread) : 2 * static_cast<size_t>(thread);
    Sums sums = partial_sums(mine, tile);
    sums.clear(n_q);
    for (int b = 0; b < tile.n_blocks; ++b) {
      const size_t index = split ? static_cast<size_t>(pair * most_blocks + b) : mine + 1;
      const Sums block = partial_sums(index, tile);
      if (!split)
        attention.run_block(tile, kv_head, tile.first_block + b, block,
                            scratch + scratch_floats * static_cast<size_t>(thread));
      attention.fold(block, n_q, sums);
    }
    attention.finish(tile, kv_head, sums);
  };
  if (split) {
    for (int pair = 0; pair < n_pairs; ++pair) whole(pair, 0);
  } else {
    context_.pool.parallel_for(n_pairs, whole);
  }
  return out;
}

}  // namespace hearth::compute
