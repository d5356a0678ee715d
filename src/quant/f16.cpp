// F16: one IEEE half a weight; what is too large for it becomes infinity.
#include "base/float16.h"

#include <cstddef>
#include <cstdint>

#include "base/bytes.h"

namespace hearth::quant {

void decode_f16(const uint8_t* blocks, float* out, size_t n) {
  for (size_t i = 0; i < n; ++i) out[i] = f32_from_f16(load_unaligned<uint16_t>(blocks + 2 * i));
}

void encode_f16(const float* weights, uint8_t* blocks, size_t n) {
  for (size_t i = 0; i < n; ++i) store_unaligned(blocks + 2 * i, f16_from_f32(weights[i]));
}

}  // namespace hearth::quant
