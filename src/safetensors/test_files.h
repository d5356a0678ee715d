// For tests: safetensors files of given headers and data.
#pragma once

#include <bit>
#include <cstdint>
#include <string>
#include <string_view>

namespace hearth::safetensors {

inline std::string file_of(std::string_view header, std::string_view data) {
  std::string bytes;
  for (uint64_t i = 0; i < 8; ++i) bytes += static_cast<char>(header.size() >> (8 * i) & 0xff);
  bytes += header;
  bytes += data;
  return bytes;
}

}  // namespace hearth::safetensors
