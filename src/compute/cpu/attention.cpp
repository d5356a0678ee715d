// Attention of CpuStep: keys and values into their pages, then queries against pages.
//
// The order of all sums is fixed by positions alone: pages of 64 positions are folded one after the other into
// the result of their block of four pages, and blocks one after the other into the result of the row. A task is
// some rows of one sequence and one KV head; when there are too few of those for the threads (one sequence being
// generated), a task is one block. A wave of blocks fills the memory for their results, these are folded, and the next
// wave follows, so that memory does not grow with the context. The result is the same to the last bit.
#include <algorithm>
#include <cstring>

#include "compute/cpu/cpu_step.h"

namespace hearth::compute {
namespace {

constexpr int kPage = KvCache::kPagePositions;
constexpr int kBlockPages = 4;
constexpr int kQueries = 48;       // query vectors a task handles together
constexpr int kSumsPerThread = 4;  // room for results of blocks of so many queries; with fewer queries, of more blocks

// Rows of one sequence at consecutive positions.
struct RowTile {
  int first_row;
  int n_rows;
  int end;          // one past the last position that any of the rows sees
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
  void clear(int n_q) const { std::fill_n(sum, n_q, 0.0f); }
};

class Attention {
 public:
  struct Job {
    const kernels::VectorKernels& vector;
    KvCache* cache;
    const StepInput& input;
    int layer;
    Tensor q, out;
    const AttentionShape& shape;
    int n_threads;
  };

  explicit Attention(const Job& job)
      : job_(job),
        shape_(job.shape),
        input_(job.input),
        group_(job.shape.n_heads / job.shape.n_kv_heads),
        rows_per_tile_(std::max(1, kQueries / group_)),
        n_queries_(rows_per_tile_ * group_) {}

  // What all tasks together need besides their input, whatever the rows.
  size_t memory_floats() const {
    return scratch_floats() * static_cast<size_t>(job_.n_threads) + sums_floats() * (n_sums() + 1);
  }

  // Runs tasks by parallel(n_tasks, body(task, thread)).
  template <class Parallel>
  void run(float* memory, const Parallel& parallel) {
    scratch_ = memory;
    sums_ = memory + scratch_floats() * static_cast<size_t>(job_.n_threads);
    find_tiles();
    int most_blocks = 0;
    for (const RowTile& tile : tiles_) most_blocks = std::max(most_blocks, tile.n_blocks);
    if (n_pairs() < 4 * job_.n_threads && most_blocks > 1)
      run_blocks(most_blocks, parallel);
    else
      run_tiles(parallel);
  }

 private:
  // A task is all that the rows of a tile see with one KV head. A thread needs sums for one block and for the whole.
  template <class Parallel>
  void run_tiles(const Parallel& parallel) const {
    parallel(n_pairs(), [&](int pair, int thread) {
      const RowTile& tile = tile_of(pair);
      const size_t mine = 2 * sums_floats() * static_cast<size_t>(thread);
      const Sums total = sums_at(mine, tile), part = sums_at(mine + sums_floats(), tile);
      total.clear(n_queries(tile));
      for (int b = 0; b < tile.n_blocks; ++b) {
        if (input_.aborted()) return;
        run_block(tile, kv_head(pair), b, part, thread);
        fold(part, n_queries(tile), total);
      }
      finish(tile, kv_head(pair), total);
    });
  }

  // A task is one block of a tile with one KV head.
  template <class Parallel>
  void run_blocks(int most_blocks, const Parallel& parallel) const {
    int most_queries = 0;
    for (const RowTile& tile : tiles_) most_queries = std::max(most_queries, n_queries(tile));
    const size_t part_floats = Sums::floats(most_queries, shape_.head_dim);
    const int wave = static_cast<int>(sums_floats() * n_sums() / part_floats), n_tasks = n_pairs() * most_blocks;
    const auto part = [&](int i, const RowTile& tile) { return sums_at(part_floats * static_cast<size_t>(i), tile); };
    for (int first = 0; first < n_tasks; first += wave) {
      const int n = std::min(wave, n_tasks - first);
      parallel(n, [&](int i, int thread) {
        const int pair = (first + i) / most_blocks, block = (first + i) % most_blocks;
        const RowTile& tile = tile_of(pair);
        if (block < tile.n_blocks) run_block(tile, kv_head(pair), block, part(i, tile), thread);
      });
      if (input_.aborted()) return;
      for (int i = 0; i < n; ++i) {
        const int pair = (first + i) / most_blocks, block = (first + i) % most_blocks;
        const RowTile& tile = tile_of(pair);
        const Sums total = sums_at(sums_floats() * n_sums(), tile);
        if (block == 0) total.clear(n_queries(tile));
        if (block < tile.n_blocks) fold(part(i, tile), n_queries(tile), total);
        if (block + 1 == most_blocks) finish(tile, kv_head(pair), total);
      }
    }
  }

  int n_pairs() const { return static_cast<int>(tiles_.size()) * shape_.n_kv_heads; }  // of a tile and a KV head
  const RowTile& tile_of(int pair) const { return tiles_[static_cast<size_t>(pair / shape_.n_kv_heads)]; }
  int kv_head(int pair) const { return pair % shape_.n_kv_heads; }
  int n_queries(const RowTile& tile) const { return tile.n_rows * group_; }

  size_t n_sums() const { return kSumsPerThread * static_cast<size_t>(job_.n_threads); }
  size_t sums_floats() const { return Sums::floats(n_queries_, shape_.head_dim); }
  Sums sums_at(size_t at, const RowTile& tile) const { return Sums::at(sums_ + at, n_queries(tile), shape_.head_dim); }

  // Of one thread: the sums of a page, query vectors, the positions that each sees, and what the kernel needs.
  size_t scratch_floats() const {
    const size_t n_q = static_cast<size_t>(n_queries_), dim = static_cast<size_t>(shape_.head_dim);
    return sums_floats() + n_q * dim + 2 * ranges_room() + kernels::attend_scratch_floats(n_q, dim);
  }
  size_t ranges_room() const { return (static_cast<size_t>(n_queries_) + 15) / 16 * 16; }

  void find_tiles() {
    const int n_rows = static_cast<int>(input_.rows.size());
    for (int r = 0; r < n_rows; ++r) {
      const StepRow& row = input_.rows[static_cast<size_t>(r)];
      const bool joins = !tiles_.empty() && tiles_.back().n_rows < rows_per_tile_ &&
                         input_.rows[static_cast<size_t>(r - 1)].sequence == row.sequence &&
                         input_.rows[static_cast<size_t>(r - 1)].position + 1 == row.position;
      if (joins)
        ++tiles_.back().n_rows;
      else
        tiles_.push_back({r, 1, 0, 0, 0});
    }
    int end_of_sequence = 0;
    for (size_t i = tiles_.size(); i-- > 0;) {
      RowTile& tile = tiles_[i];
      const StepRow& row = input_.rows[static_cast<size_t>(tile.first_row)];
      tile.end = row.position + tile.n_rows;
      const bool is_last = i + 1 == tiles_.size() || sequence_of(tiles_[i + 1]) != row.sequence;
      end_of_sequence = is_last ? tile.end : end_of_sequence;
      if (shape_.sees == Sees::kAll) tile.end = end_of_sequence;
      tile.first_block = first_visible(row.position) / (kPage * kBlockPages);
      tile.n_blocks = (tile.end - 1) / (kPage * kBlockPages) + 1 - tile.first_block;
    }
  }
  int sequence_of(const RowTile& tile) const { return input_.rows[static_cast<size_t>(tile.first_row)].sequence; }

  // The pages of a tile's block, numbered from the first that it sees, folded into `sums`.
  void run_block(const RowTile& tile, int kv_head, int index, const Sums& sums, int thread) const {
    const int n_q = n_queries(tile), dim = shape_.head_dim, block = tile.first_block + index;
    float* page_memory = scratch_ + scratch_floats() * static_cast<size_t>(thread);
    float* q = page_memory + sums_floats();
    int32_t* begin = reinterpret_cast<int32_t*>(q + static_cast<size_t>(n_queries_) * static_cast<size_t>(dim));
    int32_t* end = begin + ranges_room();
    float* kernel_scratch = reinterpret_cast<float*>(end + ranges_room());
    const Sums page_sums = Sums::at(page_memory, n_q, dim);
    gather(tile, kv_head, q);

    const StepRow& first_row = input_.rows[static_cast<size_t>(tile.first_row)];
    const auto pages = input_.pages[static_cast<size_t>(first_row.sequence)];
    sums.clear(n_q);
    const int last_page = (tile.end - 1) / kPage;
    for (int p = block * kBlockPages; p < (block + 1) * kBlockPages && p <= last_page; ++p) {
      if (!set_ranges(tile, p, begin, end)) continue;
      const int32_t page = pages[static_cast<size_t>(p)];
      job_.vector.attend_page({.q = q,
                               .q_stride = static_cast<size_t>(dim),
                               .n_q = n_q,
                               .head_dim = dim,
                               .scale = shape_.scale,
                               .begin = begin,
                               .end = end,
                               .k = job_.cache->k(page, job_.layer, kv_head),
                               .v = job_.cache->v(page, job_.layer, kv_head),
                               .kv_type = static_cast<int32_t>(job_.cache->type()),
                               .max = page_sums.max,
                               .sum = page_sums.sum,
                               .out = page_sums.out,
                               .scratch = kernel_scratch});
      fold(page_sums, n_q, sums);
    }
  }

  void fold(const Sums& from, int n_q, const Sums& into) const {
    const size_t dim = static_cast<size_t>(shape_.head_dim);
    for (size_t i = 0; i < static_cast<size_t>(n_q); ++i) {
      job_.vector.merge_page(from.max[i], from.sum[i], from.out + i * dim, shape_.head_dim, into.max + i, into.sum + i,
                             into.out + i * dim);
    }
  }

  // The finished rows into the output tensor.
  void finish(const RowTile& tile, int kv_head, const Sums& sums) const {
    const size_t dim = static_cast<size_t>(shape_.head_dim);
    for (int i = 0; i < n_queries(tile); ++i) {
      const int head = kv_head * group_ + i % group_;
      float* to = job_.out.row(tile.first_row + i / group_) + static_cast<size_t>(head) * dim;
      job_.vector.scale(sums.out + static_cast<size_t>(i) * dim, 1.0f / sums.sum[i], shape_.head_dim, to);
    }
  }

  int first_visible(int position) const { return shape_.window > 0 ? std::max(0, position - shape_.window + 1) : 0; }

  // Query vectors of the tile side by side: row by row, the heads of the group together.
  void gather(const RowTile& tile, int kv_head, float* q) const {
    const size_t floats = static_cast<size_t>(group_) * static_cast<size_t>(shape_.head_dim);
    for (int r = 0; r < tile.n_rows; ++r) {
      const float* from = job_.q.row(tile.first_row + r) + static_cast<size_t>(kv_head) * floats;
      std::memcpy(q + static_cast<size_t>(r) * floats, from, floats * sizeof(float));
    }
  }

  // Which positions of page p each query sees; whether any sees any.
  bool set_ranges(const RowTile& tile, int p, int32_t* begin, int32_t* end) const {
    const int first = input_.rows[static_cast<size_t>(tile.first_row)].position;
    bool any = false;
    for (int i = 0; i < n_queries(tile); ++i) {
      const int position = first + i / group_, past_end = shape_.sees == Sees::kAll ? tile.end : position + 1;
      begin[i] = std::max(0, first_visible(position) - p * kPage);
      end[i] = std::min(kPage, past_end - p * kPage);
      any = any || begin[i] < end[i];
    }
    return any;
  }

  const Job job_;
  const AttentionShape& shape_;
  const StepInput& input_;
  int group_;          // query heads that share a KV head
  int rows_per_tile_;  // at most
  int n_queries_;      // of a full tile
  std::vector<RowTile> tiles_;
  float* scratch_ = nullptr;  // [n_threads, scratch_floats()]
  float* sums_ = nullptr;     // [n_sums() + 1, sums_floats()]
};

}  // namespace

Tensor CpuStep::attention(int layer, Tensor q, Tensor k, Tensor v, const AttentionShape& shape) {
  const Tensor out = allocate(q.rows, shape.n_heads * shape.head_dim);
  const Frame frame(*this);
  Attention attention({.vector = vector_,
                       .cache = cache_,
                       .input = input_,
                       .layer = layer,
                       .q = q,
                       .out = out,
                       .shape = shape,
                       .n_threads = context_.pool.n_threads()});
  float* memory = arena_.allocate<float>(attention.memory_floats());
  if (idle()) return out;
  store_kv(layer, k, v, shape);
  attention.run(memory, [this](int n_tasks, const auto& body) { parallel_for(n_tasks, body); });
  return out;
}

}  // namespace hearth::compute
