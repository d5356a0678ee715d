// Packing: what a panel holds and how large it is. That it holds every value exactly is asked in matmul_test.cpp.
#include <gtest/gtest.h>

#include "kernels/test_matmul.h"

namespace hearth::kernels {
namespace {

using namespace testing;

TEST(Pack, APanelIsHardlyLargerThanTheRowsInTheFile) {
  for (const quant::FormatInfo& info : quant::all_formats()) {
    const size_t in_file = kPanelRows * quant::row_bytes(info, 2048);
    EXPECT_GE(panel_bytes(info.format, 2048), in_file) << info.name;
    EXPECT_LE(panel_bytes(info.format, 2048), in_file * 103 / 100) << info.name;
  }
}

TEST(Pack, APanelIsAMultipleOfACacheLine) {
  for (const quant::FormatInfo& info : quant::all_formats()) {
    for (size_t blocks : {1, 2, 3, 7}) {
      EXPECT_EQ(panel_bytes(info.format, blocks * static_cast<size_t>(info.block_size)) % 64, 0u) << info.name;
    }
  }
}

TEST(Pack, WritesItsPanelAndNothingElse) {
  for (const quant::FormatInfo& info : quant::all_formats()) {
    const size_t k = 3 * static_cast<size_t>(info.block_size);
    for (int n_rows : {1, 15, 16}) {
      Lcg random(k);
      std::vector<uint8_t> bytes;
      for (int r = 0; r < n_rows; ++r) {
        const std::vector<uint8_t> row = random_weight_row(info.format, k, random);
        bytes.insert(bytes.end(), row.begin(), row.end());
      }
      const Guarded<uint8_t> rows(bytes);  // ends where the last row ends: reading on would be fatal
      Guarded<uint8_t> once(panel_bytes(info.format, k), 64), twice(panel_bytes(info.format, k), 64);
      std::memset(twice.data(), 0, twice.size());
      pack_panel(info.format, rows.data(), quant::row_bytes(info, k), n_rows, k, once.data());
      pack_panel(info.format, rows.data(), quant::row_bytes(info, k), n_rows, k, twice.data());
      EXPECT_TRUE(same_bits(once.span(), twice.span())) << info.name << ": what was there before shows";
      EXPECT_TRUE(once.intact()) << info.name;
    }
  }
}

}  // namespace
}  // namespace hearth::kernels
