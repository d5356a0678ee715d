// BF16: one bfloat16 a weight, the upper half of an IEEE single.
#include "base/float16.h"

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace hearth::quant {

void decode_bf16(const uint8_t* blocks, float* out, size_t n) {
  for (size_t i = 0; i < n; ++i) out[i] = f32_from_bf16(load_unaligned<uint16_t>(blocks + 2 * i));
}

void encode_bf16(const float* weights, uint8_t* blocks, size_t n) {
  for (size_t i = 0; i < n; ++i) store_unaligned(blocks + 2 * i, bf16_from_f32(weights[i]));
}

}  // namespace hearth::quant
