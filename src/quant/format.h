// The weight formats as rows of one table: what a block of each means, exactly. How fast it can be is kernels/.
//
// A row of weights is a whole number of blocks; a block is `block_size` weights in `block_bytes` bytes, laid out
// as in GGUF files. Decoding is bit-equal to the `gguf` Python package; encoding follows the published scheme of
// each format (round to nearest with the best scale), is deterministic and cannot fail: a block with NaN or infinity
// may decode to anything, except that a K format takes NaN for 0 and infinity for its largest weight.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace hearth::quant {

enum class Format : uint8_t {
#define FORMAT(enumerator, name, gguf_type, block_size, block_bytes, file) enumerator,
#include "quant/formats.def"
#undef FORMAT
};

inline constexpr int kFormatCount = 0
#define FORMAT(...) +1
#include "quant/formats.def"
#undef FORMAT
    ;

struct FormatInfo {
  Format format;
  std::string_view name;  // as llama.cpp and Ollama print it
  uint32_t gguf_type;
  int32_t block_size;  // weights
  int32_t block_bytes;
  void (*decode)(const uint8_t* blocks, float* out, size_t n);      // n weights, a multiple of block_size
  void (*encode)(const float* weights, uint8_t* blocks, size_t n);  // the reverse, rounding to nearest
};

const FormatInfo& info(Format format);
std::span<const FormatInfo> all_formats();
const FormatInfo* find_format_by_gguf_type(uint32_t gguf_type);  // null when unknown
const FormatInfo* find_format_by_name(std::string_view name);    // any case; null when unknown

// Bytes of one row of n weights; n is a multiple of the block size.
constexpr size_t row_bytes(const FormatInfo& f, size_t n) {
  return n / static_cast<size_t>(f.block_size) * static_cast<size_t>(f.block_bytes);
}

}  // namespace hearth::quant
