#include "base/utf8.h"

#include <cstdint>

#include "base/check.h"

namespace hearth::utf8 {
namespace {

// What a lead byte promises. The second byte's range is what rules out overlong forms, surrogates and code points
// above U+10FFFF (table 3-7 of the Unicode standard); later bytes are always 80..BF.
struct Lead {
  size_t n_bytes;  // 0: not a lead byte
  uint8_t bits;    // of the code point
  uint8_t second_min = 0x80;
  uint8_t second_max = 0xBF;
};

Lead lead_of(uint8_t byte) {
  const auto low = [byte](uint8_t mask) { return static_cast<uint8_t>(byte & mask); };
  if (byte < 0x80) return {1, byte};
  if (byte < 0xC2) return {0, 0};
  if (byte < 0xE0) return {2, low(0x1F)};
  if (byte == 0xE0) return {3, low(0x0F), 0xA0, 0xBF};
  if (byte == 0xED) return {3, low(0x0F), 0x80, 0x9F};
  if (byte < 0xF0) return {3, low(0x0F)};
  if (byte == 0xF0) return {4, low(0x07), 0x90, 0xBF};
  if (byte < 0xF4) return {4, low(0x07)};
  if (byte == 0xF4) return {4, low(0x07), 0x80, 0x8F};
  return {0, 0};
}

}  // namespace

Decoded decode(std::string_view text) {
  CHECK(!text.empty());
  const Lead lead = lead_of(static_cast<uint8_t>(text[0]));
  if (lead.n_bytes == 0) return {kReplacement, 1, false};
  char32_t code_point = lead.bits;
  for (size_t i = 1; i < lead.n_bytes; ++i) {
    if (i == text.size()) return {kReplacement, i, false};
    const auto byte = static_cast<uint8_t>(text[i]);
    const uint8_t min = i == 1 ? lead.second_min : uint8_t{0x80};
    const uint8_t max = i == 1 ? lead.second_max : uint8_t{0xBF};
    if (byte < min || byte > max) return {kReplacement, i, false};
    code_point = code_point << 6 | (byte & 0x3F);
  }
  return {code_point, lead.n_bytes, true};
}

void append(std::string& out, char32_t code_point) {
  if (code_point > 0x10FFFF || (code_point >= 0xD800 && code_point <= 0xDFFF)) code_point = kReplacement;
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (code_point >> shift & 0x3F)); };
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0 | code_point >> 6);
    tail(0);
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0 | code_point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | code_point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

bool is_valid(std::string_view text) {
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (!next.valid) return false;
    text.remove_prefix(next.n_bytes);
  }
  return true;
}

std::string make_valid(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const Decoded next = decode(text);
    if (next.valid) {
      out += text.substr(0, next.n_bytes);
    } else {
      append(out, kReplacement);
    }
    text.remove_prefix(next.n_bytes);
  }
  return out;
}

size_t length(std::string_view text) {
  size_t n = 0;
  for (; !text.empty(); ++n) text.remove_prefix(decode(text).n_bytes);
  return n;
}

}  // namespace hearth::utf8
