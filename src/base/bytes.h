// Unaligned little-endian loads and stores. Hearth runs on little-endian machines only, which is asserted here.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>

namespace hearth {

static_assert(std::endian::native == std::endian::little, "GGUF data is used where it lies");

using Bytes = std::span<const uint8_t>;

template <class T>
  requires(std::is_trivially_copyable_v<T>)
T load_unaligned(const void* from) {
  T value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

template <class T>
  requires(std::is_trivially_copyable_v<T>)
void store_unaligned(void* to, T value) {
  std::memcpy(to, &value, sizeof value);
}

}  // namespace hearth
