// Packing: rows of file blocks into panels (panel.h). Pure rearrangement: no weight changes its value.
#include <cstring>

#include "base/bytes.h"
#include "base/check.h"
#include "kernels/kernel_table.h"
#include "kernels/panel.h"

namespace hearth::kernels {
namespace {

using quant::Format;

constexpr int kRows = kPanelRows;

uint32_t word(const uint8_t* p) { return load_unaligned<uint32_t>(p); }

// Vector `v` of a panel's quants: lane `r` holds four bytes.
void put(uint8_t* vector, int r, uint32_t four_bytes) { store_unaligned(vector + 4 * r, four_bytes); }

// Bits k = 4j + b of a 32-bit mask to byte b, bit j: what "ones" wants.
uint32_t transpose_bits(uint32_t bits) {
  uint32_t out = 0;
  for (int b = 0; b < 4; ++b) {
    uint32_t x = (bits >> b) & 0x11111111u;
    x = (x | x >> 3) & 0x03030303u;
    x = (x | x >> 6) & 0x000f000fu;
    x = (x | x >> 12) & 0xffu;
    out |= x << (8 * b);
  }
  return out;
}

// The scale of 6-bit pair j out of the 12 bytes of Q4_K and Q5_K: (scale, min).
void six_bit_pair(const uint8_t* s, int j, int& scale, int& min) {
  if (j < 4) {
    scale = s[j] & 63;
    min = s[j + 4] & 63;
  } else {
    scale = (s[j + 4] & 15) | ((s[j - 4] >> 6) << 4);
    min = (s[j + 4] >> 4) | ((s[j] >> 6) << 4);
  }
}

int q3_k_scale(const uint8_t* s, int j) {
  const int low = j < 8 ? s[j] & 15 : s[j - 8] >> 4;
  return low | (((s[8 + j % 4] >> (2 * (j / 4))) & 3) << 4);
}

void put_pair(uint8_t* pairs, int group, int r, int first, int second) {
  pairs[group * kRows + r] = static_cast<uint8_t>((first & 15) | (second & 15) << 4);
  uint8_t& high = pairs[128 + (group / 2) * kRows + r];
  high = static_cast<uint8_t>(high | ((first >> 4) | (second >> 4) << 2) << (4 * (group & 1)));
}

void put_half(uint8_t* scales, int index, int r, const uint8_t* half) {
  std::memcpy(scales + 2 * (index * kRows + r), half, 2);
}

// Where the parts of a format's panel are: `scale_bytes` and `quant_bytes` per block of `block` columns.
struct Layout {
  int block;
  size_t scale_bytes;
  size_t quant_bytes;
};

Layout layout(Format format) {
  switch (format) {
    case Format::kQ4_0:
      return {32, 32, 256};
    case Format::kQ4_1:
      return {32, 64, 256};
    case Format::kQ5_0:
      return {32, 32, 320};
    case Format::kQ5_1:
      return {32, 64, 320};
    case Format::kQ8_0:
      return {32, 32, 512};
    case Format::kQ2_K:
      return {256, 64 + 256, 8 * 128};
    case Format::kQ3_K:
      return {256, 32 + 192, 8 * 192};
    case Format::kQ4_K:
      return {256, 64 + 192, 8 * 256};
    case Format::kQ5_K:
      return {256, 64 + 192, 8 * 320};
    case Format::kQ6_K:
      return {256, 32 + 256, 8 * 384};
    case Format::kF32:
      return {1, 0, 64};
    case Format::kF16:
      return {1, 0, 32};
    case Format::kBF16:
      return {1, 0, 32};
  }
  CHECK(false);
}

size_t round_up(size_t n, size_t to) { return (n + to - 1) / to * to; }

// One block of one row: `s` and `q` are the block's places in the panel.
using PackBlock = void (*)(const uint8_t* block, int r, uint8_t* s, uint8_t* q);

void pack_nibbles(const uint8_t* qs, int r, uint8_t* q) {
  for (int j = 0; j < 4; ++j) put(q + 64 * j, r, word(qs + 4 * j));
}

void pack_q4_0(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block);
  pack_nibbles(block + 2, r, q);
}

void pack_q4_1(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block);
  put_half(s, 1, r, block + 2);
  pack_nibbles(block + 4, r, q);
}

void pack_q5_0(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block);
  pack_nibbles(block + 6, r, q);
  put(q + 256, r, transpose_bits(word(block + 2)));
}

void pack_q5_1(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block);
  put_half(s, 1, r, block + 2);
  pack_nibbles(block + 8, r, q);
  put(q + 256, r, transpose_bits(word(block + 4)));
}

void pack_q8_0(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block);
  for (int j = 0; j < 8; ++j) put(q + 64 * j, r, word(block + 2 + 4 * j) ^ 0x80808080u);
}

// Step j (0..7) of group g out of the 2-bit quants of Q2_K and Q3_K.
uint32_t two_bits(const uint8_t* qs, int g, int j) {
  return (word(qs + 32 * (g / 4) + 4 * j) >> (2 * (g % 4))) & 0x03030303u;
}

void pack_twos(const uint8_t* qs, int g, int r, uint8_t* q) {
  for (int v = 0; v < 2; ++v) {
    uint32_t bits = 0;
    for (int i = 0; i < 4; ++i) bits |= two_bits(qs, g, 4 * v + i) << (2 * i);
    put(q + 64 * v, r, bits);
  }
}

// Bit g of each of 32 bytes, as "ones" of group g.
void pack_ones(const uint8_t* bytes, int g, int r, uint8_t* q) {
  uint32_t bits = 0;
  for (int j = 0; j < 8; ++j) bits |= ((word(bytes + 4 * j) >> g) & 0x01010101u) << j;
  put(q, r, bits);
}

void pack_q2_k(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block + 80);
  put_half(s, 1, r, block + 82);
  for (int j = 0; j < 16; ++j) s[64 + j * kRows + r] = block[j];
  for (int g = 0; g < 8; ++g) pack_twos(block + 16, g, r, q + 128 * g);
}

void pack_q3_k(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block + 108);
  for (int g = 0; g < 8; ++g) {
    put_pair(s + 32, g, r, q3_k_scale(block + 96, 2 * g), q3_k_scale(block + 96, 2 * g + 1));
    pack_twos(block + 32, g, r, q + 192 * g);
    pack_ones(block, g, r, q + 192 * g + 128);
  }
}

// Nibbles of group g of Q4_K and Q5_K: 64 weights share 32 bytes, the first 32 in the low nibbles.
void pack_k_nibbles(const uint8_t* qs, int g, int r, uint8_t* q) {
  const uint8_t* from = qs + 32 * (g / 2);
  const int shift = 4 * (g & 1);
  for (int j = 0; j < 4; ++j) {
    const uint32_t low = (word(from + 4 * j) >> shift) & 0x0f0f0f0fu;
    const uint32_t high = (word(from + 16 + 4 * j) >> shift) & 0x0f0f0f0fu;
    put(q + 64 * j, r, low | high << 4);
  }
}

void pack_k_scales(const uint8_t* block, int r, uint8_t* s) {
  put_half(s, 0, r, block);
  put_half(s, 1, r, block + 2);
  for (int g = 0; g < 8; ++g) {
    int scale, min;
    six_bit_pair(block + 4, g, scale, min);
    put_pair(s + 64, g, r, scale, min);
  }
}

void pack_q4_k(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  pack_k_scales(block, r, s);
  for (int g = 0; g < 8; ++g) pack_k_nibbles(block + 16, g, r, q + 256 * g);
}

void pack_q5_k(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  pack_k_scales(block, r, s);
  for (int g = 0; g < 8; ++g) {
    pack_k_nibbles(block + 48, g, r, q + 320 * g);
    pack_ones(block + 16, g, r, q + 320 * g + 256);
  }
}

void pack_q6_k(const uint8_t* block, int r, uint8_t* s, uint8_t* q) {
  put_half(s, 0, r, block + 208);
  for (int j = 0; j < 16; ++j) s[32 + j * kRows + r] = block[192 + j];
  for (int g = 0; g < 8; ++g) {
    const int half = g / 4, i = g % 4;
    const uint8_t* low = block + 64 * half + 32 * (i & 1);
    const uint8_t* high = block + 128 + 32 * half;
    uint8_t* to = q + 384 * g;
    const int shift = 4 * (i >> 1);
    for (int j = 0; j < 4; ++j) {
      const uint32_t a = (word(low + 4 * j) >> shift) & 0x0f0f0f0fu;
      const uint32_t b = (word(low + 16 + 4 * j) >> shift) & 0x0f0f0f0fu;
      put(to + 64 * j, r, a | b << 4);
    }
    for (int v = 0; v < 2; ++v) {
      uint32_t bits = 0;
      for (int j = 0; j < 4; ++j) bits |= ((word(high + 16 * v + 4 * j) >> (2 * i)) & 0x03030303u) << (2 * j);
      put(to + 256 + 64 * v, r, bits);
    }
  }
}

PackBlock pack_block(Format format) {
  switch (format) {
    case Format::kQ4_0:
      return pack_q4_0;
    case Format::kQ4_1:
      return pack_q4_1;
    case Format::kQ5_0:
      return pack_q5_0;
    case Format::kQ5_1:
      return pack_q5_1;
    case Format::kQ8_0:
      return pack_q8_0;
    case Format::kQ2_K:
      return pack_q2_k;
    case Format::kQ3_K:
      return pack_q3_k;
    case Format::kQ4_K:
      return pack_q4_k;
    case Format::kQ5_K:
      return pack_q5_k;
    case Format::kQ6_K:
      return pack_q6_k;
    default:
      return nullptr;  // plain values are transposed by transpose()
  }
}

// Plain values of 16 whole rows: 16-bit ones in squares of eight by eight, which compilers know to keep in vectors.
using Half8 = uint16_t __attribute__((vector_size(16)));

// Interleaves the halves of a and b: the first of a, the first of b, the second of a, ...
Half8 zip_low(Half8 a, Half8 b) { return __builtin_shufflevector(a, b, 0, 8, 1, 9, 2, 10, 3, 11); }
Half8 zip_high(Half8 a, Half8 b) { return __builtin_shufflevector(a, b, 4, 12, 5, 13, 6, 14, 7, 15); }

// Eight columns of eight rows; zipping rows that lie four apart, three times over, turns rows into columns.
void transpose_square(const uint8_t* rows, size_t row_bytes, uint8_t* to) {
  Half8 a[8], b[8];
  for (size_t r = 0; r < 8; ++r) std::memcpy(&a[r], rows + r * row_bytes, sizeof(Half8));
  const auto zip = [](const Half8* from, Half8* into) {
    for (int i = 0; i < 4; ++i) {
      into[2 * i] = zip_low(from[i], from[i + 4]);
      into[2 * i + 1] = zip_high(from[i], from[i + 4]);
    }
  };
  zip(a, b);
  zip(b, a);
  zip(a, b);
  for (size_t i = 0; i < 8; ++i) std::memcpy(to + 2 * kRows * i, &b[i], sizeof(Half8));
}

template <class T>
void transpose(const uint8_t* rows, size_t row_bytes, int n_rows, size_t k, uint8_t* panel) {
  size_t i = 0;
  if (sizeof(T) == 2 && n_rows == kRows) {
    for (; i + 8 <= k; i += 8) {
      transpose_square(rows + 2 * i, row_bytes, panel + 2 * kRows * i);
      transpose_square(rows + 8 * row_bytes + 2 * i, row_bytes, panel + 2 * kRows * i + 16);
    }
  }
  for (; i < k; ++i) {
    for (size_t r = 0; r < static_cast<size_t>(n_rows); ++r) {
      std::memcpy(panel + (i * kRows + r) * sizeof(T), rows + r * row_bytes + i * sizeof(T), sizeof(T));
    }
  }
}

}  // namespace

size_t panel_bytes(Format format, size_t k) {
  const Layout l = layout(format);
  const size_t blocks = k / static_cast<size_t>(l.block);
  return round_up(blocks * l.scale_bytes, 64) + round_up(blocks * l.quant_bytes, 64);
}

void pack_panel(Format format, const uint8_t* rows, size_t row_bytes, int n_rows, size_t k, uint8_t* panel) {
  const Layout l = layout(format);
  const size_t blocks = k / static_cast<size_t>(l.block), bytes = panel_bytes(format, k);
  const size_t scales_end = round_up(blocks * l.scale_bytes, 64);
  if (n_rows < kRows) {
    std::memset(panel, 0, bytes);
  } else {  // all is written over but for six-bit pairs, which are put together bit by bit, and the end of the last
            // line
    std::memset(panel, 0, scales_end);
    std::memset(panel + bytes - 64, 0, 64);
  }
  const PackBlock pack = pack_block(format);
  if (pack == nullptr) {
    if (format == Format::kF32) return transpose<uint32_t>(rows, row_bytes, n_rows, k, panel);
    return transpose<uint16_t>(rows, row_bytes, n_rows, k, panel);
  }
  const size_t block_bytes = static_cast<size_t>(quant::info(format).block_bytes);
  uint8_t* quants = panel + scales_end;
  for (size_t b = 0; b < blocks; ++b) {
    for (int r = 0; r < n_rows; ++r) {
      pack(rows + static_cast<size_t>(r) * row_bytes + b * block_bytes, r, panel + b * l.scale_bytes,
           quants + b * l.quant_bytes);
    }
  }
}

}  // namespace hearth::kernels
