// Packing: rows of file blocks into panels (panel.h). Pure rearrangement: no weight changes its value.
//
// A block of 16 rows is first turned from rows into lanes, word by word: then lane r of every vector belongs to row r,
// as in the panel, and what is left is to move bits within lanes, sixteen rows at a time.
#include <array>
#include <cstring>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "kernels/kernel_table.h"
#include "kernels/panel.h"

namespace hearth::kernels {
namespace {

using quant::Format;

constexpr int kRows = kPanelRows;

// Sixteen rows side by side. Compilers split it into as many registers as the machine has. How a vector that is wider
// than those is returned may change with a compiler's options; all that return one are inside this file.
#pragma GCC diagnostic ignored "-Wpsabi"
using Lanes = uint32_t __attribute__((vector_size(64)));
using Word4 = uint32_t __attribute__((vector_size(16)));
using Byte16 = uint8_t __attribute__((vector_size(16)));

// Where a block's first byte of each of 16 rows is.
struct BlockRows {
  const uint8_t* first;
  size_t row_bytes;
  const uint8_t* at(int row, int byte) const { return first + static_cast<size_t>(row) * row_bytes + byte; }
};

// Four words of four rows, rows turned into lanes.
void turn_square(const BlockRows& rows, int row, int byte, Lanes* out) {
  const Word4 a = load_unaligned<Word4>(rows.at(row, byte)), b = load_unaligned<Word4>(rows.at(row + 1, byte));
  const Word4 c = load_unaligned<Word4>(rows.at(row + 2, byte)), d = load_unaligned<Word4>(rows.at(row + 3, byte));
  const Word4 ac_low = __builtin_shufflevector(a, c, 0, 4, 1, 5), ac_high = __builtin_shufflevector(a, c, 2, 6, 3, 7);
  const Word4 bd_low = __builtin_shufflevector(b, d, 0, 4, 1, 5), bd_high = __builtin_shufflevector(b, d, 2, 6, 3, 7);
  const Word4 turned[4] = {
      __builtin_shufflevector(ac_low, bd_low, 0, 4, 1, 5), __builtin_shufflevector(ac_low, bd_low, 2, 6, 3, 7),
      __builtin_shufflevector(ac_high, bd_high, 0, 4, 1, 5), __builtin_shufflevector(ac_high, bd_high, 2, 6, 3, 7)};
  for (int i = 0; i < 4; ++i) std::memcpy(reinterpret_cast<uint8_t*>(out + i) + 4 * row, &turned[i], sizeof(Word4));
}

// Words of all rows from a byte of their block on; kWords is a multiple of four.
template <int kWords>
struct Words {
  Lanes word[kWords];
  Words(const BlockRows& rows, int byte) {
    for (int w = 0; w < kWords; w += 4) {
      for (int r = 0; r < kRows; r += 4) turn_square(rows, r, byte + 4 * w, word + w);
    }
  }
  const Lanes& operator[](int i) const { return word[i]; }
};

// One word of every row.
Lanes word_at(const BlockRows& rows, int byte) {
  Lanes lanes;
  for (int r = 0; r < kRows; ++r) lanes[r] = load_unaligned<uint32_t>(rows.at(r, byte));
  return lanes;
}

void put(uint8_t* to, int vector, const Lanes& lanes) { std::memcpy(to + 64 * vector, &lanes, sizeof lanes); }

// The bytes at even (first = 0) or odd (first = 1) places of a, then of b.
template <int kFirst>
Byte16 every_other(Byte16 a, Byte16 b) {
  constexpr int f = kFirst;
  return __builtin_shufflevector(a, b, f, f + 2, f + 4, f + 6, f + 8, f + 10, f + 12, f + 14, f + 16, f + 18, f + 20,
                                 f + 22, f + 24, f + 26, f + 28, f + 30);
}

// Byte i of all lanes as the 16 bytes of column columns[i].
void put_columns(uint8_t* to, std::array<int, 4> columns, const Lanes& lanes) {
  Byte16 rows[4];  // four rows of four bytes each
  std::memcpy(rows, &lanes, sizeof lanes);
  const Byte16 even[2] = {every_other<0>(rows[0], rows[1]), every_other<0>(rows[2], rows[3])};
  const Byte16 odd[2] = {every_other<1>(rows[0], rows[1]), every_other<1>(rows[2], rows[3])};
  const Byte16 bytes[4] = {every_other<0>(even[0], even[1]), every_other<0>(odd[0], odd[1]),
                           every_other<1>(even[0], even[1]), every_other<1>(odd[0], odd[1])};
  for (size_t i = 0; i < 4; ++i) std::memcpy(to + kRows * columns[i], &bytes[i], sizeof(Byte16));
}

// The halves at a byte of each row's block.
void put_halves(uint8_t* to, int index, const BlockRows& rows, int byte) {
  for (int r = 0; r < kRows; ++r) std::memcpy(to + 2 * (index * kRows + r), rows.at(r, byte), 2);
}

// Bit 4j + b of a lane goes to byte b, bit j: what "ones" wants of a mask with a bit for each column.
Lanes turn_bits(const Lanes& bits) {
  Lanes out = {};
  for (int b = 0; b < 4; ++b) {
    Lanes x = (bits >> b) & 0x11111111u;
    x = (x | x >> 3) & 0x03030303u;
    x = (x | x >> 6) & 0x000f000fu;
    x = (x | x >> 12) & 0xffu;
    out |= x << (8 * b);
  }
  return out;
}

// Six-bit pairs of eight groups; byte i of word h is the number of group 4h + i.
struct GroupPairs {
  Lanes first[2], second[2];
};

void put_pairs(uint8_t* pairs, const GroupPairs& p) {
  Lanes high[2];  // bytes 0 and 2: the upper bits of two groups
  for (int h = 0; h < 2; ++h) {
    put_columns(pairs, {4 * h, 4 * h + 1, 4 * h + 2, 4 * h + 3},
                (p.first[h] & 0x0f0f0f0fu) | (p.second[h] & 0x0f0f0f0fu) << 4);
    const Lanes upper = (p.first[h] >> 4 & 0x03030303u) | (p.second[h] >> 2 & 0x0c0c0c0cu);
    high[h] = (upper & 0x000f000fu) | (upper >> 4 & 0x00f000f0u);
  }
  put_columns(pairs + 128, {0, 2, 1, 3}, high[0] | high[1] << 8);
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

// One block of 16 rows: `s` and `q` are the block's places in the panel.
using PackBlock = void (*)(const BlockRows& rows, uint8_t* s, uint8_t* q);

void pack_nibbles(const BlockRows& rows, int byte, uint8_t* q) {
  const Words<4> words(rows, byte);
  for (int j = 0; j < 4; ++j) put(q, j, words[j]);
}

void pack_q4_0(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 0);
  pack_nibbles(rows, 2, q);
}

void pack_q4_1(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 0);
  put_halves(s, 1, rows, 2);
  pack_nibbles(rows, 4, q);
}

void pack_q5_0(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 0);
  pack_nibbles(rows, 6, q);
  put(q, 4, turn_bits(word_at(rows, 2)));
}

void pack_q5_1(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 0);
  put_halves(s, 1, rows, 2);
  pack_nibbles(rows, 8, q);
  put(q, 4, turn_bits(word_at(rows, 4)));
}

void pack_q8_0(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 0);
  const Words<8> words(rows, 2);
  for (int j = 0; j < 8; ++j) put(q, j, words[j] ^ 0x80808080u);
}

// Step j (0..7) of group g out of the 2-bit quants of Q2_K and Q3_K.
Lanes two_bits(const Words<16>& quants, int g, int j) {
  return (quants[8 * (g / 4) + j] >> (2 * (g % 4))) & 0x03030303u;
}

void pack_twos(const Words<16>& quants, int g, uint8_t* q) {
  for (int v = 0; v < 2; ++v) {
    Lanes bits = {};
    for (int i = 0; i < 4; ++i) bits |= two_bits(quants, g, 4 * v + i) << (2 * i);
    put(q, v, bits);
  }
}

// Bit g of each of 32 bytes, as "ones" of group g.
void pack_ones(const Words<8>& bytes, int g, uint8_t* q) {
  Lanes bits = {};
  for (int j = 0; j < 8; ++j) bits |= (bytes[j] >> g & 0x01010101u) << j;
  put(q, 0, bits);
}

// 16 scales of a byte each.
void pack_byte_scales(const Words<4>& scales, uint8_t* s) {
  for (int i = 0; i < 4; ++i) put_columns(s, {4 * i, 4 * i + 1, 4 * i + 2, 4 * i + 3}, scales[i]);
}

void pack_q2_k(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 80);
  put_halves(s, 1, rows, 82);
  pack_byte_scales(Words<4>(rows, 0), s + 64);
  const Words<16> quants(rows, 16);
  for (int g = 0; g < 8; ++g) pack_twos(quants, g, q + 128 * g);
}

// Scales 4i to 4i + 3, one a byte: the low nibbles of bytes 0-7 are those of scales 0-7, the high ones of 8-15, and
// bytes 8-11 hold two upper bits of four scales each.
Lanes q3_k_scales(const Lanes (&words)[3], int i) {
  const Lanes low = words[i % 2] >> (4 * (i / 2)) & 0x0f0f0f0fu;
  return low | (words[2] >> (2 * i) & 0x03030303u) << 4;
}

// Bytes 0 and 2 of a and of b: what even groups begin with, and odd ones.
Lanes even_bytes(const Lanes& a, const Lanes& b) {
  const Lanes mixed = (a & 0x00ff00ffu) | (b & 0x00ff00ffu) << 8;  // bytes 0 of a, 0 of b, 2 of a, 2 of b
  return (mixed & 0xff0000ffu) | (mixed & 0x0000ff00u) << 8 | (mixed & 0x00ff0000u) >> 8;
}

void pack_q3_k(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 108);
  const Lanes scales[3] = {word_at(rows, 96), word_at(rows, 100), word_at(rows, 104)};
  GroupPairs pairs;  // the scales of a group's halves
  for (int h = 0; h < 2; ++h) {
    const Lanes a = q3_k_scales(scales, 2 * h), b = q3_k_scales(scales, 2 * h + 1);
    pairs.first[h] = even_bytes(a, b);
    pairs.second[h] = even_bytes(a >> 8, b >> 8);
  }
  put_pairs(s + 32, pairs);
  const Words<8> high(rows, 0);
  const Words<16> quants(rows, 32);
  for (int g = 0; g < 8; ++g) {
    pack_twos(quants, g, q + 192 * g);
    pack_ones(high, g, q + 192 * g + 128);
  }
}

// Nibbles of group g of Q4_K and Q5_K: 64 weights share 32 bytes, the first 32 in the low nibbles.
void pack_k_nibbles(const Words<8>& words, int g, uint8_t* q) {
  const int shift = 4 * (g & 1);
  for (int j = 0; j < 4; ++j) {
    put(q, j, (words[j] >> shift & 0x0f0f0f0fu) | (words[j + 4] >> shift & 0x0f0f0f0fu) << 4);
  }
}

// Twelve bytes: whole numbers of groups 0-3 in the low six bits of the first four (scales) and the second four
// (minima); groups 4-7 have their low nibbles in the last four and two upper bits above those numbers.
void pack_k_scales(const BlockRows& rows, uint8_t* s) {
  const Words<4> header(rows, 0);  // d and dmin, then the twelve bytes
  for (int half = 0; half < 2; ++half) put_halves(s, half, rows, 2 * half);
  GroupPairs pairs;
  pairs.first[0] = header[1] & 0x3f3f3f3fu;
  pairs.second[0] = header[2] & 0x3f3f3f3fu;
  pairs.first[1] = (header[3] & 0x0f0f0f0fu) | (header[1] >> 2 & 0x30303030u);
  pairs.second[1] = (header[3] >> 4 & 0x0f0f0f0fu) | (header[2] >> 2 & 0x30303030u);
  put_pairs(s + 64, pairs);
}

void pack_q4_k(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  pack_k_scales(rows, s);
  for (int g = 0; g < 8; g += 2) {
    const Words<8> words(rows, 16 + 16 * g);
    pack_k_nibbles(words, g, q + 256 * g);
    pack_k_nibbles(words, g + 1, q + 256 * (g + 1));
  }
}

void pack_q5_k(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  pack_k_scales(rows, s);
  const Words<8> high(rows, 16);
  for (int g = 0; g < 8; ++g) {
    pack_k_nibbles(Words<8>(rows, 48 + 32 * (g / 2)), g, q + 320 * g);
    pack_ones(high, g, q + 320 * g + 256);
  }
}

void pack_q6_k(const BlockRows& rows, uint8_t* s, uint8_t* q) {
  put_halves(s, 0, rows, 208);
  pack_byte_scales(Words<4>(rows, 192), s + 32);
  for (int half = 0; half < 2; ++half) {
    const Words<16> low(rows, 64 * half);
    const Words<8> high(rows, 128 + 32 * half);
    for (int i = 0; i < 4; ++i) {  // group i of the half
      const int first = 8 * (i & 1), shift = 4 * (i >> 1);
      uint8_t* to = q + 384 * (4 * half + i);
      for (int j = 0; j < 4; ++j) {
        const Lanes a = low[first + j] >> shift & 0x0f0f0f0fu, b = low[first + 4 + j] >> shift & 0x0f0f0f0fu;
        put(to, j, a | b << 4);
      }
      for (int v = 0; v < 2; ++v) {
        Lanes bits = {};
        for (int j = 0; j < 4; ++j) bits |= (high[4 * v + j] >> (2 * i) & 0x03030303u) << (2 * j);
        put(to, 4 + v, bits);
      }
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
void transpose(const uint8_t* rows, size_t row_bytes, size_t k, uint8_t* panel) {
  size_t i = 0;
  if (sizeof(T) == 2) {
    for (; i + 8 <= k; i += 8) {
      transpose_square(rows + 2 * i, row_bytes, panel + 2 * kRows * i);
      transpose_square(rows + 8 * row_bytes + 2 * i, row_bytes, panel + 2 * kRows * i + 16);
    }
  }
  for (; i < k; ++i) {
    for (size_t r = 0; r < kRows; ++r) {
      std::memcpy(panel + (i * kRows + r) * sizeof(T), rows + r * row_bytes + i * sizeof(T), sizeof(T));
    }
  }
}

void pack_whole_panel(Format format, const uint8_t* rows, size_t row_bytes, size_t k, uint8_t* panel) {
  const PackBlock pack = pack_block(format);
  if (pack == nullptr) {
    if (format == Format::kF32) return transpose<uint32_t>(rows, row_bytes, k, panel);
    return transpose<uint16_t>(rows, row_bytes, k, panel);
  }
  const Layout l = layout(format);
  const size_t blocks = k / static_cast<size_t>(l.block);
  const size_t block_bytes = static_cast<size_t>(quant::info(format).block_bytes);
  uint8_t* quants = panel + round_up(blocks * l.scale_bytes, 64);
  for (size_t b = 0; b < blocks; ++b) {
    pack({rows + b * block_bytes, row_bytes}, panel + b * l.scale_bytes, quants + b * l.quant_bytes);
  }
}

}  // namespace

size_t panel_bytes(Format format, size_t k) {
  const Layout l = layout(format);
  const size_t blocks = k / static_cast<size_t>(l.block);
  return round_up(blocks * l.scale_bytes, 64) + round_up(blocks * l.quant_bytes, 64);
}

void pack_panel(Format format, const uint8_t* rows, size_t row_bytes, int n_rows, size_t k, uint8_t* panel) {
  // Scales and quants fill their lines but for the last ones.
  const Layout l = layout(format);
  const size_t scale_bytes = k / static_cast<size_t>(l.block) * l.scale_bytes, bytes = panel_bytes(format, k);
  const size_t scales_end = round_up(scale_bytes, 64);
  std::memset(panel + scale_bytes, 0, scales_end - scale_bytes);
  std::memset(panel + bytes - 64, 0, 64);
  if (n_rows == kRows) return pack_whole_panel(format, rows, row_bytes, k, panel);
  const size_t used = quant::row_bytes(quant::info(format), k);
  std::vector<uint8_t> padded(kRows * used);
  for (size_t r = 0; r < static_cast<size_t>(n_rows); ++r) {
    std::memcpy(padded.data() + r * used, rows + r * row_bytes, used);
  }
  pack_whole_panel(format, padded.data(), used, k, panel);
}

}  // namespace hearth::kernels
