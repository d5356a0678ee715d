// CpuDevice with a network of one layer: scratch that is known before anything is loaded, steps that end when they are
// aborted, attention over long contexts, and work of the host. That verbs compute what they should is asked with whole
// models (runtime/golden_models_test.cpp, runtime/determinism_test.cpp).
#include "compute/cpu/cpu_device.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <deque>
#include <numeric>

#include "compute/cpu/cpu_step.h"
#include "kernels/dispatch.h"

namespace hearth::compute {
namespace {

const kernels::KernelTable& best_table() { return **kernels::find_table("auto"); }

// Made-up numbers as the bytes of a weight.
class MadeUp final : public WeightSource {
 public:
  explicit MadeUp(size_t n) : values_(n) {
    for (size_t i = 0; i < n; ++i) values_[i] = static_cast<float>(i * i % 97) / 48.0f - 1.0f;
  }
  Status read(uint64_t offset, std::span<uint8_t> into) const override {
    std::memcpy(into.data(), reinterpret_cast<const uint8_t*>(values_.data()) + offset, into.size());
    return {};
  }

 private:
  std::vector<float> values_;
};

// One layer of attention and a gated feed-forward, small but with uneven numbers of panels.
class SmallNetwork {
 public:
  explicit SmallNetwork(AttentionShape shape) : shape_(shape) {}

  Tensor forward(Step& step) const {
    const Tensor x = step.embed({&table_});
    {
      const Step::Frame frame(step);
      step.add(x, step.linear(attend(step, x), Weight{&out_}));
      step.add(x, step.linear(step.gated(x, {.gate = {&gate_}, .up = {&up_}}, Activation::kSilu), Weight{&down_}));
    }
    return step.linear(step.rms_norm(step.rows_with_output(x), {&gain_}, 1e-5f), Weight{&table_});
  }
  Network network() const {
    return [this](Step& step) { return forward(step); };
  }
  std::vector<WeightData*> weights() { return {&table_, &gain_, &q_, &k_, &v_, &out_, &gate_, &up_, &down_}; }

 private:
  static constexpr int32_t kVocabulary = 90, kModelDim = 64, kFfnDim = 300;

  Tensor attend(Step& step, Tensor x) const {
    const auto [q, k, v] = step.linear(x, Weight{&q_}, Weight{&k_}, Weight{&v_});
    step.rope(q, shape_.head_dim, rope_);
    step.rope(k, shape_.head_dim, rope_);
    return step.attention(0, q, k, v, shape_);
  }
  WeightData weight(const std::string& name, int32_t rows, int32_t columns) {
    WeightData data;
    data.name = name;
    data.rows = rows;
    data.columns = columns;
    data.source = &sources_.emplace_back(static_cast<size_t>(rows) * static_cast<size_t>(columns));
    return data;
  }

  AttentionShape shape_;
  Rope rope_ = {.frequencies = {1.0, 0.1, 0.01, 0.001}};
  std::deque<MadeUp> sources_;
  WeightData table_ = weight("table", kVocabulary, kModelDim), gain_ = weight("gain", 1, kModelDim),
             q_ = weight("q", shape_.n_heads* shape_.head_dim, kModelDim),
             k_ = weight("k", shape_.n_kv_heads* shape_.head_dim, kModelDim),
             v_ = weight("v", shape_.n_kv_heads* shape_.head_dim, kModelDim),
             out_ = weight("out", kModelDim, shape_.n_heads* shape_.head_dim),
             gate_ = weight("gate", kFfnDim, kModelDim), up_ = weight("up", kFfnDim, kModelDim),
             down_ = weight("down", kModelDim, kFfnDim);
};

constexpr AttentionShape kFewHeads = {.n_heads = 6, .n_kv_heads = 2, .head_dim = 16, .scale = 0.25f};

// `n` rows at the positions from `first` on; the last of them wants logits.
std::vector<StepRow> rows_at(int32_t first, int32_t n) {
  std::vector<StepRow> rows;
  for (int32_t i = 0; i < n; ++i) rows.push_back({.token = (first + i) * 7 % 90, .position = first + i});
  rows.back().wants_output = true;
  return rows;
}

// A device that holds the network, and the pages of one sequence.
struct Loaded {
  SmallNetwork network;
  CpuDevice device;
  KvCache cache;
  std::vector<int32_t> page_list;
  std::array<std::span<const int32_t>, 1> pages;

  Loaded(AttentionShape shape, const CpuOptions& options, int max_rows, int32_t n_pages)
      : network(shape), device(options), page_list(static_cast<size_t>(n_pages)) {
    EXPECT_TRUE(device.upload(network.weights()));
    EXPECT_TRUE(device.reserve(network.network(), max_rows, 1));
    cache = *KvCache::create({1, shape.n_kv_heads, shape.head_dim}, KvType::kF16, n_pages);
    std::iota(page_list.begin(), page_list.end(), 0);
    pages = {page_list};
  }
  std::vector<float> run(std::span<const StepRow> rows) {
    const Tensor logits = device.run(network.network(), {.rows = rows, .pages = pages}, cache);
    return {logits.row(0), logits.row(0) + logits.columns};
  }
  bool wrote_pages() {
    const uint8_t* begin = cache.page(0);
    return std::any_of(begin, begin + cache.page_bytes(), [](uint8_t byte) { return byte != 0; });
  }
};

TEST(CpuDevice, KnowsItsScratchBeforeAnythingIsUploaded) {
  for (const Activations activations : {Activations::kInt8, Activations::kF32}) {
    SmallNetwork network(kFewHeads);
    CpuDevice device({.kernels = &best_table(), .n_threads = 2, .activations = activations});
    const size_t planned = device.scratch_bytes(network.network(), 100, 4);
    EXPECT_GT(planned, 0u);
    ASSERT_TRUE(device.upload(network.weights()));
    EXPECT_EQ(device.scratch_bytes(network.network(), 100, 4), planned);
    EXPECT_EQ(device.reserve(network.network(), 100, 4), planned);
  }
}

size_t bytes_of_step(const SmallNetwork& network, ThreadPool& pool, std::span<const StepRow> rows) {
  std::deque<RopeTable> rope_tables;
  const CpuContext context{best_table(), pool, Activations::kInt8, rope_tables};
  const StepInput input{.rows = rows, .pages = {}};
  Arena counter;
  CpuStep step(context, counter, input, nullptr);
  network.forward(step);
  return counter.peak_bytes();
}

TEST(CpuDevice, NoStepNeedsMoreScratchThanTheLargest) {
  const SmallNetwork network(kFewHeads);
  for (const int n_threads : {1, 2, 9}) {
    CpuDevice device({.kernels = &best_table(), .n_threads = n_threads});
    ThreadPool pool(n_threads);
    for (const int32_t max_rows : {1, 7, 15, 16, 17, 64}) {
      const size_t planned = device.scratch_bytes(network.network(), max_rows, max_rows);
      size_t most = 0;
      for (int32_t n = 1; n <= max_rows; ++n) {
        std::vector<StepRow> chunk = rows_at(30000, n), apart = rows_at(0, n);
        for (int32_t i = 0; i < n; ++i) {
          chunk[static_cast<size_t>(i)].wants_output = true;
          apart[static_cast<size_t>(i)] = {.position = 500 * i, .sequence = i, .wants_output = true};
        }
        most = std::max({most, bytes_of_step(network, pool, chunk), bytes_of_step(network, pool, apart)});
      }
      EXPECT_EQ(most, planned) << max_rows << " rows, " << n_threads << " threads";
    }
  }
}

// Forty-eight heads share a KV head, so that few blocks fill the memory for their sums.
TEST(CpuDevice, AttentionOverManyWavesOfBlocksEqualsThatOfWholeRows) {
  constexpr AttentionShape kManyHeads = {.n_heads = 48, .n_kv_heads = 1, .head_dim = 16, .scale = 0.25f};
  constexpr int32_t kChunk = 150, kContext = 16 * kChunk;
  for (const int n_threads : {1, 2}) {
    const CpuOptions options = {.kernels = &best_table(), .n_threads = n_threads};
    Loaded whole(kManyHeads, options, kChunk, kContext / 64 + 1), alone(kManyHeads, options, kChunk, kContext / 64 + 1);
    std::vector<float> expected;
    for (int32_t i = 0; i < kContext; i += kChunk) {
      expected = whole.run(rows_at(i, kChunk));
      if (i + kChunk < kContext) alone.run(rows_at(i, kChunk));
    }
    alone.run(rows_at(kContext - kChunk, kChunk - 1));
    EXPECT_EQ(alone.run(rows_at(kContext - 1, 1)), expected) << n_threads << " threads";
  }
}

TEST(CpuDevice, AStepThatIsAbortedBeforeItBeginsComputesNothing) {
  Loaded loaded(kFewHeads, {.kernels = &best_table(), .n_threads = 2}, 64, 1);
  const std::vector<StepRow> rows = rows_at(0, 64);
  const std::atomic<bool> abort = true;
  const Tensor logits =
      loaded.device.run(loaded.network.network(), {.rows = rows, .pages = loaded.pages, .abort = &abort}, loaded.cache);
  EXPECT_EQ(logits.rows, 1);
  EXPECT_FALSE(loaded.wrote_pages());
}

TEST(CpuDevice, VerbsAfterAnAbortDoNothing) {
  Loaded loaded(kFewHeads, {.kernels = &best_table(), .n_threads = 2}, 64, 1);
  const std::vector<StepRow> rows = rows_at(0, 64);
  std::atomic<bool> abort = false;
  const Network stopped = [&](Step& step) {
    const Tensor first = loaded.network.forward(step);
    const std::vector<float> before(first.row(0), first.row(0) + first.columns);
    abort = true;
    step.scale(first, 2.0f);
    step.add(first, first);
    EXPECT_TRUE(std::equal(before.begin(), before.end(), first.row(0)));
    return first;
  };
  loaded.device.run(stopped, {.rows = rows, .pages = loaded.pages, .abort = &abort}, loaded.cache);
  EXPECT_TRUE(loaded.wrote_pages());

  // The next step is whole again.
  Loaded other(kFewHeads, {.kernels = &best_table(), .n_threads = 2}, 64, 1);
  EXPECT_EQ(loaded.run(rows), other.run(rows));
}

std::atomic<bool> abort_in_matmul;
std::atomic<int> n_matmuls;

TEST(CpuDevice, ALoopThatIsRunningLeavesOutTheTasksThatHaveNotBegun) {
  kernels::KernelTable table = best_table();
  static const auto matmul = table.matmul[0];
  table.matmul[0] = [](const kernels::PanelJob& job) {
    ++n_matmuls;
    matmul(job);
    abort_in_matmul = true;
  };
  constexpr int kThreads = 2;
  Loaded loaded(kFewHeads, {.kernels = &table, .n_threads = kThreads}, 64, 1);
  abort_in_matmul = false;
  n_matmuls = 0;
  const std::vector<StepRow> rows = rows_at(0, 64);
  loaded.device.run(loaded.network.network(), {.rows = rows, .pages = loaded.pages, .abort = &abort_in_matmul},
                    loaded.cache);
  EXPECT_GE(n_matmuls, 1);
  EXPECT_LE(n_matmuls, kThreads);  // those that were at it; the first verb alone has five tasks
  EXPECT_FALSE(loaded.wrote_pages());
}

TEST(CpuDevice, RunsWorkOfTheHostOnceForEachIndex) {
  CpuDevice device({.kernels = &best_table(), .n_threads = 3});
  std::array<std::atomic<int>, 50> calls{};
  device.for_each(static_cast<int>(calls.size()), [&](int i) { ++calls[static_cast<size_t>(i)]; });
  for (const std::atomic<int>& n : calls) EXPECT_EQ(n, 1);
  device.for_each(0, [](int) { ADD_FAILURE(); });
}

}  // namespace
}  // namespace hearth::compute
