// Assembles the table of one instruction set out of the portable text. Include after its simd.h.
#pragma once

namespace hearth::kernels {
namespace {

template <int kValue>
struct Int {  // a number as a type
  static constexpr int value = kValue;
};

}  // namespace
}  // namespace hearth::kernels

#include "kernels/portable/math.inl.h"
// What leans on it:
#include "kernels/portable/attention.inl.h"
#include "kernels/portable/elementwise.inl.h"
#include "kernels/portable/formats.inl.h"
#include "kernels/portable/matmul.inl.h"
#include "kernels/portable/peak.inl.h"
#include "kernels/portable/store_kv.inl.h"

namespace hearth::kernels {
namespace {

// In the order of quant/formats.def.
constexpr KernelTable make_table(const char* name) {
  return {
      name,
      {quantize_tile, interleave_tile, rms_norm, layer_norm, silu_mul, gelu_mul, gelu_row, add_rows, scale_row, rope,
       store_kv, attend_page, merge_page},
      {matmul_float<FloatPanel>, matmul_float<HalfPanel>, matmul<PanelQ4_0>, matmul<PanelQ4_1>, matmul<PanelQ5_0>,
       matmul<PanelQ5_1>, matmul<PanelQ8_0>, matmul<PanelQ2_K>, matmul<PanelQ3_K>, matmul<PanelQ4_K>, matmul<PanelQ5_K>,
       matmul<PanelQ6_K>, matmul_float<BrainPanel>},
      {matmul_float<FloatPanel>, matmul_float<HalfPanel>, matmul_exact<PanelQ4_0>, matmul_exact<PanelQ4_1>,
       matmul_exact<PanelQ5_0>, matmul_exact<PanelQ5_1>, matmul_exact<PanelQ8_0>, matmul_exact<PanelQ2_K>,
       matmul_exact<PanelQ3_K>, matmul_exact<PanelQ4_K>, matmul_exact<PanelQ5_K>, matmul_exact<PanelQ6_K>,
       matmul_float<BrainPanel>},
      {nullptr, nullptr, correct_tile<PanelQ4_0>, correct_tile<PanelQ4_1>, correct_tile<PanelQ5_0>,
       correct_tile<PanelQ5_1>, correct_tile<PanelQ8_0>, correct_tile<PanelQ2_K>, correct_tile<PanelQ3_K>,
       correct_tile<PanelQ4_K>, correct_tile<PanelQ5_K>, correct_tile<PanelQ6_K>, nullptr},
      {unpack_float<FloatPanel>, unpack_float<HalfPanel>, unpack<PanelQ4_0>, unpack<PanelQ4_1>, unpack<PanelQ5_0>,
       unpack<PanelQ5_1>, unpack<PanelQ8_0>, unpack<PanelQ2_K>, unpack<PanelQ3_K>, unpack<PanelQ4_K>, unpack<PanelQ5_K>,
       unpack<PanelQ6_K>, unpack_float<BrainPanel>},
      {1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1},
      peak_dot,
      read_bytes,
  };
}

}  // namespace
}  // namespace hearth::kernels
