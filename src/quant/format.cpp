#include "quant/format.h"

#include <array>

namespace hearth::quant {

#define FORMAT(enumerator, name, gguf_type, block_size, block_bytes, file) \
  void decode_##file(const uint8_t* blocks, float* out, size_t n);         \
  void encode_##file(const float* weights, uint8_t* blocks, size_t n);
#include "quant/formats.def"
#undef FORMAT

namespace {

constexpr std::array<FormatInfo, kFormatCount> kFormats = {{
#define FORMAT(enumerator, name, gguf_type, block_size, block_bytes, file) \
  {Format::enumerator, name, gguf_type, block_size, block_bytes, decode_##file, encode_##file},
#include "quant/formats.def"
#undef FORMAT
}};

bool equal_ignoring_case(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (lower(a[i]) != lower(b[i])) return false;
  }
  return true;
}

}  // namespace

const FormatInfo& info(Format format) { return kFormats[static_cast<size_t>(format)]; }

std::span<const FormatInfo> all_formats() { return kFormats; }

const FormatInfo* find_format_by_gguf_type(uint32_t gguf_type) {
  for (const FormatInfo& f : kFormats) {
    if (f.gguf_type == gguf_type) return &f;
  }
  return nullptr;
}

const FormatInfo* find_format_by_name(std::string_view name) {
  for (const FormatInfo& f : kFormats) {
    if (equal_ignoring_case(f.name, name)) return &f;
  }
  return nullptr;
}

}  // namespace hearth::quant
