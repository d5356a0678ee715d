// F32: one IEEE single a weight, as it lies.
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace hearth::quant {

void decode_f32(const uint8_t* blocks, float* out, size_t n) { std::memcpy(out, blocks, n * sizeof(float)); }

void encode_f32(const float* weights, uint8_t* blocks, size_t n) { std::memcpy(blocks, weights, n * sizeof(float)); }

}  // namespace hearth::quant
