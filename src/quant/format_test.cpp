// The formats against the gguf Python package (tests/golden/quant, made by tools/goldens/make_quant.py), and what
// holds for every row of formats.def.
#include "quant/format.h"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstring>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

namespace hearth::quant {
namespace {

struct Golden {
  std::vector<uint8_t> blocks;
  std::vector<float> weights;
};

enum class Order { kBlocksFirst, kWeightsFirst };

// Empty when there is no such file or its size is not a whole number of blocks.
Golden read_golden(const std::string& name, const FormatInfo& f, Order order) {
  std::ifstream file(std::string(HEARTH_SOURCE_DIR "/tests/golden/quant/") + name, std::ios::binary);
  std::string header;
  std::getline(file, header);
  const std::vector<char> data{std::istreambuf_iterator<char>(file), {}};
  const size_t block_bytes = static_cast<size_t>(f.block_bytes), block_size = static_cast<size_t>(f.block_size);
  const size_t both = block_bytes + block_size * sizeof(float);
  if (data.size() % both != 0) return {};
  const size_t n_blocks = data.size() / both;
  Golden g{std::vector<uint8_t>(n_blocks * block_bytes), std::vector<float>(n_blocks * block_size)};
  const size_t weights_at = order == Order::kBlocksFirst ? g.blocks.size() : 0;
  const size_t blocks_at = order == Order::kBlocksFirst ? 0 : g.weights.size() * sizeof(float);
  std::memcpy(g.blocks.data(), data.data() + blocks_at, g.blocks.size());
  std::memcpy(g.weights.data(), data.data() + weights_at, g.weights.size() * sizeof(float));
  return g;
}

// Which NaN comes of infinity times zero is the processor's choice, so any NaN equals any other.
bool same_number(float a, float b) {
  return std::bit_cast<uint32_t>(a) == std::bit_cast<uint32_t>(b) || (std::isnan(a) && std::isnan(b));
}

class EveryFormat : public testing::TestWithParam<const FormatInfo*> {
 protected:
  const FormatInfo& f = *GetParam();
  const size_t block_size = static_cast<size_t>(f.block_size);
  const size_t block_bytes = static_cast<size_t>(f.block_bytes);
};

std::vector<const FormatInfo*> rows() {
  std::vector<const FormatInfo*> all;
  for (const FormatInfo& f : all_formats()) all.push_back(&f);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Formats, EveryFormat, testing::ValuesIn(rows()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST_P(EveryFormat, DecodesRandomBytesToTheNumbersOfTheGgufPackage) {
  const Golden g = read_golden("decode_" + std::string(f.name) + ".bin", f, Order::kBlocksFirst);
  ASSERT_GE(g.weights.size(), 2048u);
  std::vector<float> out(g.weights.size());
  f.decode(g.blocks.data(), out.data(), out.size());
  for (size_t i = 0; i < out.size(); ++i) {
    ASSERT_TRUE(same_number(out[i], g.weights[i]))
        << f.name << " weight " << i << ": " << out[i] << ", expected " << g.weights[i];
  }
}

TEST_P(EveryFormat, DecodesARowAsItsBlocksOneByOneAtAnyAddress) {
  const Golden g = read_golden("decode_" + std::string(f.name) + ".bin", f, Order::kBlocksFirst);
  const size_t n_blocks = 7;
  std::vector<float> whole(n_blocks * block_size);
  f.decode(g.blocks.data(), whole.data(), whole.size());
  std::vector<uint8_t> shifted(block_bytes + 1);
  std::vector<float> one(block_size + 2, 12345.0f);
  for (size_t b = 0; b < n_blocks; ++b) {
    std::memcpy(shifted.data() + 1, g.blocks.data() + b * block_bytes, block_bytes);
    f.decode(shifted.data() + 1, one.data() + 1, block_size);
    for (size_t i = 0; i < block_size; ++i) ASSERT_TRUE(same_number(one[1 + i], whole[b * block_size + i]));
    ASSERT_EQ(one.front(), 12345.0f);
    ASSERT_EQ(one.back(), 12345.0f);
  }
}

TEST_P(EveryFormat, EncodesARowAsItsBlocksOneByOneAndWritesNothingElse) {
  std::mt19937 random(3);
  std::normal_distribution<float> normal(0, 0.05f);
  const size_t n_blocks = 5;
  std::vector<float> weights(n_blocks * block_size);
  for (float& w : weights) w = normal(random);
  std::vector<uint8_t> whole(n_blocks * block_bytes), one(block_bytes + 2, 0xa5);
  f.encode(weights.data(), whole.data(), weights.size());
  for (size_t b = 0; b < n_blocks; ++b) {
    f.encode(weights.data() + b * block_size, one.data() + 1, block_size);
    ASSERT_EQ(std::memcmp(one.data() + 1, whole.data() + b * block_bytes, block_bytes), 0);
    ASSERT_EQ(one.front(), 0xa5);
    ASSERT_EQ(one.back(), 0xa5);
  }
}

TEST_P(EveryFormat, IsFoundByItsNameInAnyCaseAndByItsGgufType) {
  std::string lower(f.name);
  for (char& c : lower) c = static_cast<char>(std::tolower(c));
  EXPECT_EQ(find_format_by_name(lower), &info(f.format));
  EXPECT_EQ(find_format_by_gguf_type(f.gguf_type), &info(f.format));
  EXPECT_EQ(row_bytes(f, 3 * block_size), 3 * block_bytes);
}

TEST(Format, IsNotFoundByAnUnknownNameOrType) {
  EXPECT_EQ(find_format_by_name("Q4_2"), nullptr);
  EXPECT_EQ(find_format_by_name("Q4_"), nullptr);
  EXPECT_EQ(find_format_by_name(""), nullptr);
  EXPECT_EQ(find_format_by_gguf_type(4), nullptr);
}

class PublishedEncoder : public EveryFormat {};

// The K formats have no encoder in the package; ours is tested in encoders_test.cpp.
std::vector<const FormatInfo*> rows_but_k() {
  std::vector<const FormatInfo*> all = rows();
  std::erase_if(all, [](const FormatInfo* f) { return f->name.ends_with("_K"); });
  return all;
}

INSTANTIATE_TEST_SUITE_P(Formats, PublishedEncoder, testing::ValuesIn(rows_but_k()),
                         [](const auto& param) { return std::string(param.param->name); });

TEST_P(PublishedEncoder, MakesTheBlocksOfTheGgufPackage) {
  const Golden g = read_golden("encode_" + std::string(f.name) + ".bin", f, Order::kWeightsFirst);
  ASSERT_GE(g.weights.size(), 1700u);
  std::vector<uint8_t> blocks(g.blocks.size());
  f.encode(g.weights.data(), blocks.data(), g.weights.size());
  for (size_t i = 0; i < blocks.size(); ++i) {
    ASSERT_EQ(blocks[i], g.blocks[i]) << f.name << " block " << i / block_bytes << " byte " << i % block_bytes;
  }
}

}  // namespace
}  // namespace hearth::quant
