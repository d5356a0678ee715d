// How each packed format (panel.h) is read: per group of 32 columns eight byte vectors, and scales and minima.
//
// Every format is a struct with
//   kHalves   1 when a group has one scale, 2 when each half of 16 columns has its own
//   kOffset   the value is scale * (q - kOffset), or, with kMin, scale * q + min
//   kWide     q uses all eight bits (stored as q + 128)
//   quants(g, q), scales(g, d), mins(g, m)
// Include after simd.h.
#pragma once

namespace hearth::kernels {
namespace {

// How far ahead of the group in work its panel is asked for: what a core waits for memory, and into the next panel.
constexpr int kPrefetchBytes = 4096;

inline size_t aligned(size_t n) { return (n + 63) / 64 * 64; }

inline void read_nibbles(const uint8_t* p, U8x64 (&q)[8]) {
  UNROLL
  for (int j = 0; j < 4; ++j) {
    const U8x64 both = load_bytes(p + 64 * j);
    q[j] = byte_bits<0, 0, 0x0f>(both);
    q[j + 4] = byte_bits<4, 0, 0x0f>(both);
  }
}

inline void read_twos(const uint8_t* p, U8x64 (&q)[8]) {
  UNROLL
  for (int v = 0; v < 2; ++v) {
    const U8x64 four = load_bytes(p + 64 * v);
    q[4 * v] = byte_bits<0, 0, 3>(four);
    q[4 * v + 1] = byte_bits<2, 0, 3>(four);
    q[4 * v + 2] = byte_bits<4, 0, 3>(four);
    q[4 * v + 3] = byte_bits<6, 0, 3>(four);
  }
}

// Puts bit j of each byte at bit kTo of step j.
template <int kTo>
inline void or_ones(const uint8_t* p, U8x64 (&q)[8]) {
  const U8x64 ones = load_bytes(p);
  constexpr int kBit = 1 << kTo;
  const auto put = [&](auto step) {
    constexpr int kStep = decltype(step)::value;
    constexpr int kRight = kStep > kTo ? kStep - kTo : 0, kLeft = kStep < kTo ? kTo - kStep : 0;
    q[kStep] = or_bytes(q[kStep], byte_bits<kRight, kLeft, kBit>(ones));
  };
  put(Int<0>()), put(Int<1>()), put(Int<2>()), put(Int<3>()), put(Int<4>()), put(Int<5>()), put(Int<6>()),
      put(Int<7>());
}

// Puts the two bits of each step at bits 4 and 5.
inline void or_twos(const uint8_t* p, U8x64 (&q)[8]) {
  UNROLL
  for (int v = 0; v < 2; ++v) {
    const U8x64 four = load_bytes(p + 64 * v);
    q[4 * v] = or_bytes(q[4 * v], byte_bits<0, 4, 0x30>(four));
    q[4 * v + 1] = or_bytes(q[4 * v + 1], byte_bits<0, 2, 0x30>(four));
    q[4 * v + 2] = or_bytes(q[4 * v + 2], byte_bits<0, 0, 0x30>(four));
    q[4 * v + 3] = or_bytes(q[4 * v + 3], byte_bits<2, 0, 0x30>(four));
  }
}

// The six-bit pair of group g (0..7) as integers.
inline void read_pair(const uint8_t* pairs, int g, I32x16& first, I32x16& second) {
  const I32x16 low = load_u8_int(pairs + 16 * g);
  I32x16 high = load_u8_int(pairs + 128 + 16 * (g / 2));
  if (g & 1) high = bits<4, 15>(high);
  first = add_int(bits<0, 15>(low), shift_left<4>(bits<0, 3>(high)));
  second = add_int(bits<4, 15>(low), shift_left<4>(bits<2, 3>(high)));
}

inline F32x16 half_at(const uint8_t* scales, int index) { return load_f16((const uint16_t*)scales + 16 * index); }

template <int kScaleBytes, int kQuantBytes>
struct Small {  // formats whose blocks are one group
  static constexpr int kGroupBytes = kQuantBytes;
  const uint8_t *s, *q;
  Small(const uint8_t* panel, int k) : s(panel), q(panel + aligned((size_t)(k / 32) * kScaleBytes)) {}
  const uint8_t* group_scales(int g) const { return s + g * kScaleBytes; }
  const uint8_t* group_quants(int g) const { return q + g * kQuantBytes; }
};

template <int kScaleBytes, int kQuantBytes>
struct Super {  // formats whose blocks are eight groups
  static constexpr int kGroupBytes = kQuantBytes;
  const uint8_t *s, *q;
  Super(const uint8_t* panel, int k) : s(panel), q(panel + aligned((size_t)(k / 256) * kScaleBytes)) {}
  const uint8_t* block_scales(int g) const { return s + (g / 8) * kScaleBytes; }
  const uint8_t* group_quants(int g) const { return q + g * kGroupBytes; }
};

struct PanelQ4_0 : Small<32, 256> {
  static constexpr int kHalves = 1, kOffset = 8, kMin = 0, kWide = 0;
  using Small::Small;
  void quants(int g, U8x64 (&out)[8]) const { read_nibbles(group_quants(g), out); }
  void scales(int g, F32x16 (&d)[1]) const { d[0] = half_at(group_scales(g), 0); }
  void mins(int, F32x16 (&)[1]) const {}
};

struct PanelQ4_1 : Small<64, 256> {
  static constexpr int kHalves = 1, kOffset = 0, kMin = 1, kWide = 0;
  using Small::Small;
  void quants(int g, U8x64 (&out)[8]) const { read_nibbles(group_quants(g), out); }
  void scales(int g, F32x16 (&d)[1]) const { d[0] = half_at(group_scales(g), 0); }
  void mins(int g, F32x16 (&m)[1]) const { m[0] = half_at(group_scales(g), 1); }
};

struct PanelQ5_0 : Small<32, 320> {
  static constexpr int kHalves = 1, kOffset = 16, kMin = 0, kWide = 0;
  using Small::Small;
  void quants(int g, U8x64 (&out)[8]) const {
    read_nibbles(group_quants(g), out);
    or_ones<4>(group_quants(g) + 256, out);
  }
  void scales(int g, F32x16 (&d)[1]) const { d[0] = half_at(group_scales(g), 0); }
  void mins(int, F32x16 (&)[1]) const {}
};

struct PanelQ5_1 : Small<64, 320> {
  static constexpr int kHalves = 1, kOffset = 0, kMin = 1, kWide = 0;
  using Small::Small;
  void quants(int g, U8x64 (&out)[8]) const {
    read_nibbles(group_quants(g), out);
    or_ones<4>(group_quants(g) + 256, out);
  }
  void scales(int g, F32x16 (&d)[1]) const { d[0] = half_at(group_scales(g), 0); }
  void mins(int g, F32x16 (&m)[1]) const { m[0] = half_at(group_scales(g), 1); }
};

struct PanelQ8_0 : Small<32, 512> {
  static constexpr int kHalves = 1, kOffset = 128, kMin = 0, kWide = 1;
  using Small::Small;
  void quants(int g, U8x64 (&out)[8]) const {
    UNROLL
    for (int j = 0; j < 8; ++j) out[j] = load_bytes(group_quants(g) + 64 * j);
  }
  void scales(int g, F32x16 (&d)[1]) const { d[0] = half_at(group_scales(g), 0); }
  void mins(int, F32x16 (&)[1]) const {}
};

struct PanelQ2_K : Super<320, 128> {
  static constexpr int kHalves = 2, kOffset = 0, kMin = 1, kWide = 0;
  using Super::Super;
  void quants(int g, U8x64 (&out)[8]) const { read_twos(group_quants(g), out); }
  I32x16 bytes(int g, int half) const { return load_u8_int(block_scales(g) + 64 + 16 * (2 * (g % 8) + half)); }
  void scales(int g, F32x16 (&d)[2]) const {
    for (int h = 0; h < 2; ++h) d[h] = mul(half_at(block_scales(g), 0), to_float(bits<0, 15>(bytes(g, h))));
  }
  void mins(int g, F32x16 (&m)[2]) const {
    for (int h = 0; h < 2; ++h) {
      m[h] = sub(zero(), mul(half_at(block_scales(g), 1), to_float(bits<4, 15>(bytes(g, h)))));
    }
  }
};

struct PanelQ3_K : Super<224, 192> {
  static constexpr int kHalves = 2, kOffset = 4, kMin = 0, kWide = 0;
  using Super::Super;
  void quants(int g, U8x64 (&out)[8]) const {
    read_twos(group_quants(g), out);
    or_ones<2>(group_quants(g) + 128, out);
  }
  void scales(int g, F32x16 (&d)[2]) const {
    I32x16 first, second;
    read_pair(block_scales(g) + 32, g % 8, first, second);
    const F32x16 base = half_at(block_scales(g), 0);
    d[0] = mul(base, to_float(add_int(first, broadcast_int(-32))));
    d[1] = mul(base, to_float(add_int(second, broadcast_int(-32))));
  }
  void mins(int, F32x16 (&)[2]) const {}
};

template <int kQuantBytes>
struct SuperWithMin : Super<256, kQuantBytes> {
  using Super<256, kQuantBytes>::Super;
  static constexpr int kHalves = 1, kOffset = 0, kMin = 1, kWide = 0;
  void scales(int g, F32x16 (&d)[1]) const {
    I32x16 scale, min_scale;
    read_pair(this->block_scales(g) + 64, g % 8, scale, min_scale);
    d[0] = mul(half_at(this->block_scales(g), 0), to_float(scale));
  }
  void mins(int g, F32x16 (&m)[1]) const {
    I32x16 scale, min_scale;
    read_pair(this->block_scales(g) + 64, g % 8, scale, min_scale);
    m[0] = sub(zero(), mul(half_at(this->block_scales(g), 1), to_float(min_scale)));
  }
};

struct PanelQ4_K : SuperWithMin<256> {
  using SuperWithMin::SuperWithMin;
  void quants(int g, U8x64 (&out)[8]) const { read_nibbles(group_quants(g), out); }
};

struct PanelQ5_K : SuperWithMin<320> {
  using SuperWithMin::SuperWithMin;
  void quants(int g, U8x64 (&out)[8]) const {
    read_nibbles(group_quants(g), out);
    or_ones<4>(group_quants(g) + 256, out);
  }
};

struct PanelQ6_K : Super<288, 384> {
  static constexpr int kHalves = 2, kOffset = 32, kMin = 0, kWide = 0;
  using Super::Super;
  void quants(int g, U8x64 (&out)[8]) const {
    read_nibbles(group_quants(g), out);
    or_twos(group_quants(g) + 256, out);
  }
  void scales(int g, F32x16 (&d)[2]) const {
    const F32x16 base = half_at(block_scales(g), 0);
    for (int h = 0; h < 2; ++h) {
      d[h] = mul(base, to_float(load_i8_int(block_scales(g) + 32 + 16 * (2 * (g % 8) + h))));
    }
  }
  void mins(int, F32x16 (&)[2]) const {}
};

// A group of a packed panel, in registers.
template <class Packed>
struct PackedGroup {
  U8x64 q[8];
  F32x16 d[Packed::kHalves], m[Packed::kHalves];
  U8x64 step(int j) const { return q[j]; }
  F32x16 scale(int h) const { return d[h]; }
  F32x16 min(int h) const { return m[h]; }
};

template <class Packed>
inline PackedGroup<Packed> read_group(const Packed& panel, int g) {
  PackedGroup<Packed> group;
  for (int i = 0; i < Packed::kGroupBytes; i += 64) __builtin_prefetch(panel.group_quants(g) + kPrefetchBytes + i);
  panel.quants(g, group.q);
  panel.scales(g, group.d);
  if (Packed::kMin) panel.mins(g, group.m);
  return group;
}

// A group of an unpacked block, in memory.
struct BlockGroup {
  const uint8_t* q;
  const float *d, *m;
  U8x64 step(int j) const { return load_bytes(q + 64 * j); }
  F32x16 scale(int h) const { return load(d + 16 * h); }
  F32x16 min(int h) const { return load(m + 16 * h); }
};

// Some groups of a panel unpacked to bytes and floats: what many rows are multiplied with.
template <class Packed>
struct Unpacked {
  static constexpr int kHalves = Packed::kHalves, kOffset = Packed::kOffset, kMin = Packed::kMin, kWide = Packed::kWide;
  static constexpr size_t kScaleFloats = 16 * kHalves;
  int first;     // the group that the block begins with
  uint8_t* q;    // [groups][8][64]
  float *d, *m;  // [groups][kHalves][16], m for kMin
  static size_t bytes(int groups) { return (size_t)groups * (512 + 2 * sizeof(float) * kScaleFloats); }
  void fill(const Packed& from, int begin, int end, uint8_t* memory) {
    first = begin;
    q = memory;
    d = (float*)(q + 512 * (size_t)(end - begin));
    m = d + kScaleFloats * (size_t)(end - begin);
    for (int g = begin; g < end; ++g) {
      const PackedGroup<Packed> group = read_group(from, g);
      const size_t at = (size_t)(g - begin);
      for (int j = 0; j < 8; ++j) store_bytes(q + 512 * at + 64 * j, group.step(j));
      for (int h = 0; h < kHalves; ++h) {
        store(d + kScaleFloats * at + 16 * h, group.scale(h));
        if (kMin) store(m + kScaleFloats * at + 16 * h, group.min(h));
      }
    }
  }
};

template <class Packed>
inline BlockGroup read_group(const Unpacked<Packed>& block, int g) {
  const size_t at = (size_t)(g - block.first);
  constexpr size_t kFloats = Unpacked<Packed>::kScaleFloats;
  return {block.q + 512 * at, block.d + kFloats * at, block.m + kFloats * at};
}

}  // namespace
}  // namespace hearth::kernels
