// hash_bytes: a 64-bit hash of a short text, for the tables of this folder. Multiply and fold, eight bytes a round.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/bytes.h"

namespace hearth::tokenizer {

__extension__ typedef unsigned __int128 Wide;

inline uint64_t fold_multiply(uint64_t a, uint64_t b) {
  const Wide product = static_cast<Wide>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

inline uint64_t hash_bytes(std::string_view text) {
  constexpr uint64_t kFirst = 0x9e3779b97f4a7c15u;
  constexpr uint64_t kSecond = 0xd6e8feb86659fd93u;
  const char* at = text.data();
  size_t left = text.size();
  uint64_t state = left * kFirst + kSecond;
  for (; left > 8; at += 8, left -= 8) state = fold_multiply(state ^ load_unaligned<uint64_t>(at), kFirst);
  uint64_t tail = 0;  // the last one to eight bytes; overlapping loads avoid a loop
  if (left >= 4) {
    tail = load_unaligned<uint32_t>(at) | uint64_t{load_unaligned<uint32_t>(at + left - 4)} << 32;
  } else if (left > 0) {
    const auto byte = [at](size_t i) { return uint64_t{static_cast<uint8_t>(at[i])}; };
    tail = byte(0) | byte(left / 2) << 8 | byte(left - 1) << 16;
  }
  return fold_multiply(state ^ tail, kSecond);
}

inline uint64_t hash_pair(int32_t left, int32_t right) {
  return fold_multiply(uint64_t{static_cast<uint32_t>(left)} << 32 | static_cast<uint32_t>(right), 0x9e3779b97f4a7c15u);
}

}  // namespace hearth::tokenizer
