// KernelsGolden: a hash of the output bits for fixed inputs, the same constant on every machine, compiler and
// instruction set. The equality tests compare the tables of one machine; this one compares machines.
//
// The constants are what these kernels computed when they were written, not a reference: that they are right is
// asked elsewhere. They change when, and only when, the order of operations does.
#include <gtest/gtest.h>

#include <array>
#include <string_view>

#include "kernels/kv_page.h"
#include "kernels/test_matmul.h"

namespace hearth::kernels {
namespace {

using namespace testing;

// FNV-1a over the bytes.
class Hash {
 public:
  template <class T>
  void add(std::span<const T> values) {
    const uint8_t* bytes = reinterpret_cast<const uint8_t*>(values.data());
    for (size_t i = 0; i < values.size_bytes(); ++i) hash_ = (hash_ ^ bytes[i]) * 1099511628211u;
  }
  uint64_t value() const { return hash_; }

 private:
  uint64_t hash_ = 14695981039346656037u;
};

struct FormatHashes {
  std::string_view format;
  uint64_t matmul, matmul_f32, unpack;
};

constexpr std::array kFormatHashes = {
    FormatHashes{"F32", 0x778915c80664aed4, 0x778915c80664aed4, 0x5dd525c16f52b1df},
    FormatHashes{"F16", 0x08540cbd3aa990bb, 0x08540cbd3aa990bb, 0x3a2dc6edb04eb408},
    FormatHashes{"Q4_0", 0xb5f81eb241b46a8c, 0x17a36c4499aee45c, 0x82988a5ef71a387c},
    FormatHashes{"Q4_1", 0x44fa667495da8883, 0xb9ef585bbc2c5c94, 0x67c5b6450f240106},
    FormatHashes{"Q5_0", 0x41235920813767a1, 0x9dea49eb944b3e13, 0xf543bfdfa56d3371},
    FormatHashes{"Q5_1", 0xe978382c32382662, 0x5edf8d8fdcb987df, 0xc1ef8c1215489e73},
    FormatHashes{"Q8_0", 0xdeb032408bc111f2, 0x8c96ec777166c4a0, 0xd6aeb715edc24068},
    FormatHashes{"Q2_K", 0x7c4ccab9a1808487, 0xfd17965bfa3f877a, 0x83a213e63a06c2de},
    FormatHashes{"Q3_K", 0xd144b90c2d337acb, 0x434a1b7865e53457, 0x41b81c7c9603641e},
    FormatHashes{"Q4_K", 0x752eb6ade3fb7073, 0x3b6d2005d547e48b, 0xd62bb2d167109efc},
    FormatHashes{"Q5_K", 0xd7d27400cf2d1cff, 0xbb6e34a3a30fc1a6, 0x6e86c76343a8bda3},
    FormatHashes{"Q6_K", 0x94d35b1af0d7e2e8, 0x2737c127041f8a79, 0xecdbd283007f9ead},
    FormatHashes{"BF16", 0x512521c3da1a5c7a, 0x512521c3da1a5c7a, 0xa1d37319e82400b4},
};

TEST(KernelsGolden, EveryFormatGivesTheSameBitsOnEveryMachine) {
  constexpr size_t k = 768;
  ASSERT_EQ(kFormatHashes.size(), quant::all_formats().size());
  for (const FormatHashes& golden : kFormatHashes) {
    const quant::FormatInfo* info = quant::find_format_by_name(golden.format);
    ASSERT_NE(info, nullptr) << golden.format;
    const TestWeight w(info->format, k, 37, 11);
    const TestRows rows = random_rows(19, k, 12);
    for (const KernelTable* table : usable_tables()) {
      Hash matmul, matmul_f32, unpack;
      matmul.add<float>(run_matmul(*table, Activations::kInt8, w, rows));
      matmul_f32.add<float>(run_matmul(*table, Activations::kFloat, w, rows));
      std::vector<float> panel(k * kPanelRows);
      table->unpack[static_cast<size_t>(info->format)](w.panels.data(), static_cast<int>(k), panel.data());
      unpack.add<float>(panel);
      EXPECT_EQ(golden.matmul, matmul.value()) << table->name << " " << golden.format;
      EXPECT_EQ(golden.matmul_f32, matmul_f32.value()) << table->name << " " << golden.format;
      EXPECT_EQ(golden.unpack, unpack.value()) << table->name << " " << golden.format;
    }
  }
}

// Inputs of a vector kernel: 500 values of every kind, and the place of the results.
struct Values {
  std::vector<float> a, b, out;
  Values() : out(500 * kRowKinds) {
    Lcg random(13);
    for (int kind = 0; kind < kRowKinds; ++kind) {
      for (std::vector<float>* to : {&a, &b}) {
        const std::vector<float> row = row_of_kind(to == &a ? kind : 0, 500, random);
        to->insert(to->end(), row.begin(), row.end());
      }
    }
  }
  int n() const { return static_cast<int>(a.size()); }
};

void hash_rms_norm(const VectorKernels& kernels, Hash& hash) {
  Values v;
  kernels.rms_norm(v.a.data(), v.b.data(), 1e-6f, v.n(), v.out.data());
  hash.add<float>(v.out);
}

void hash_silu_mul(const VectorKernels& kernels, Hash& hash) {
  Values v;
  kernels.silu_mul(v.a.data(), v.b.data(), v.n(), v.out.data());
  hash.add<float>(v.out);
}

void hash_gelu_mul(const VectorKernels& kernels, Hash& hash) {
  Values v;
  kernels.gelu_mul(v.a.data(), v.b.data(), v.n(), v.out.data());
  hash.add<float>(v.out);
}

void hash_rope(const VectorKernels& kernels, Hash& hash) {
  for (int interleaved : {0, 1}) {
    Values v;
    kernels.rope(v.a.data(), v.n() / 100, 100, 40, interleaved, v.b.data(), v.b.data() + 50);
    hash.add<float>(v.a);
  }
}

void hash_quantize_tile(const VectorKernels& kernels, Hash& hash) {
  Values v;
  constexpr int k = 480;
  std::vector<int8_t> q(8 * k);
  std::vector<float> scale(8 * k / 32);
  std::vector<int32_t> sum16(8 * k / 16);
  kernels.quantize_tile(v.a.data(), 500, 7, 8, k, q.data(), scale.data(), sum16.data());
  hash.add<int8_t>(q);
  hash.add<float>(scale);
  hash.add<int32_t>(sum16);
}

// One page of keys and values in the bytes of its type.
struct Page {
  std::vector<uint8_t> k, v;
};

// The last positions of a page, stored in runs of at most `run`.
Page stored_page(const VectorKernels& kernels, int kv_type, const std::vector<float>& k, const std::vector<float>& v,
                 size_t head_dim, int run) {
  Page page;
  page.k.resize(kv_bytes(kv_type, head_dim));
  page.v.resize(page.k.size());
  const int n = static_cast<int>(k.size() / head_dim);
  for (int p = 0; p < n; p += run) {
    kernels.store_kv({.k = k.data() + static_cast<size_t>(p) * head_dim,
                      .v = v.data() + static_cast<size_t>(p) * head_dim,
                      .stride = head_dim,
                      .n = std::min(run, n - p),
                      .head_dim = static_cast<int>(head_dim),
                      .slot = kPagePositions - n + p,
                      .kv_type = kv_type,
                      .k_page = page.k.data(),
                      .v_page = page.v.data()});
  }
  return page;
}

template <int kKvType>
void hash_store_kv(const VectorKernels& kernels, Hash& hash) {
  const Values v;
  constexpr size_t head_dim = 80;  // 50 positions of it
  for (const int run : {1, 16}) {
    const Page page = stored_page(kernels, kKvType, v.a, v.b, head_dim, run);
    hash.add<uint8_t>(page.k);
    hash.add<uint8_t>(page.v);
  }
}

// Three pages, each folded into what the one before left.
template <int kKvType>
void hash_attention(const VectorKernels& kernels, Hash& hash) {
  constexpr size_t n_q = 7, head_dim = 48, page_values = kPagePositions * head_dim;
  Lcg random(14);
  const std::vector<float> q = row_of_kind(0, n_q * head_dim, random);
  std::vector<float> max(n_q), sum(n_q), out(n_q * head_dim), all_max(n_q), all_sum(n_q), all(n_q * head_dim);
  Guarded<float> scratch(attend_scratch_floats(n_q, head_dim), 64);
  const std::array<int32_t, n_q> begin = {0, 0, 5, 20, 63, 9, 16}, end = {64, 1, 37, 20, 64, 60, 48};
  for (int i = 0; i < 3; ++i) {
    const std::vector<float> dimensions = row_of_kind(0, page_values, random);  // [head_dim, 64]
    std::vector<float> k(page_values);
    for (size_t at = 0; at < page_values; ++at)
      k[at % kPagePositions * head_dim + at / kPagePositions] = dimensions[at];
    const Page page = stored_page(kernels, kKvType, k, row_of_kind(5, page_values, random), head_dim, 16);
    kernels.attend_page({.q = q.data(),
                         .q_stride = head_dim,
                         .n_q = n_q,
                         .head_dim = head_dim,
                         .scale = 0.9f,
                         .begin = begin.data(),
                         .end = end.data(),
                         .k = page.k.data(),
                         .v = page.v.data(),
                         .kv_type = kKvType,
                         .max = max.data(),
                         .sum = sum.data(),
                         .out = out.data(),
                         .scratch = scratch.data()});
    for (size_t m = 0; m < n_q; ++m) {
      kernels.merge_page(max[m], sum[m], out.data() + m * head_dim, head_dim, &all_max[m], &all_sum[m],
                         all.data() + m * head_dim);
    }
  }
  hash.add<float>(all_max);
  hash.add<float>(all_sum);
  hash.add<float>(all);
}

struct KernelHash {
  std::string_view kernel;
  void (*run)(const VectorKernels&, Hash&);
  uint64_t hash;
};

constexpr std::array kKernelHashes = {
    KernelHash{"attention_f16", hash_attention<kKvF16>, 0xd348d18cb6b15c40},
    KernelHash{"attention_q8_0", hash_attention<kKvQ8_0>, 0xcb14a959ad219958},
    KernelHash{"gelu_mul", hash_gelu_mul, 0xa87aa8a10b8b7ee9},
    KernelHash{"quantize_tile", hash_quantize_tile, 0x58e9b84c0489e7fb},
    KernelHash{"rms_norm", hash_rms_norm, 0x1a9405cd7421d4ba},
    KernelHash{"rope", hash_rope, 0xc173e8dfecdcd8d2},
    KernelHash{"silu_mul", hash_silu_mul, 0xf9b7cf616fe2eb7f},
    KernelHash{"store_kv_f16", hash_store_kv<kKvF16>, 0x1275fd648c018539},
    KernelHash{"store_kv_q8_0", hash_store_kv<kKvQ8_0>, 0xcb0987f694c0a56d},
};

TEST(KernelsGolden, EveryVectorKernelGivesTheSameBitsOnEveryMachine) {
  for (const KernelHash& golden : kKernelHashes) {
    for (const KernelTable* table : usable_tables()) {
      Hash hash;
      golden.run(table->vector, hash);
      EXPECT_EQ(golden.hash, hash.value()) << table->name << " " << golden.kernel;
    }
  }
}

}  // namespace
}  // namespace hearth::kernels
