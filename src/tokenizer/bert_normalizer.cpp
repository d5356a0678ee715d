#include "tokenizer/bert_normalizer.h"

#include <utf8proc.h>

#include <algorithm>
#include <array>

#include "base/utf8.h"

namespace hearth::tokenizer {
namespace {

struct Range {
  char32_t first, last;
};

// CJK ideographs as BERT's authors listed them, with the gap that Hugging Face has before U+2B920.
constexpr std::array kIdeographs = {Range{0x3400, 0x4DBF},   Range{0x4E00, 0x9FFF},   Range{0xF900, 0xFAFF},
                                    Range{0x20000, 0x2A6DF}, Range{0x2A700, 0x2B81F}, Range{0x2B920, 0x2CEAF},
                                    Range{0x2F800, 0x2FA1F}};

bool is_ideograph(char32_t c) {
  return c >= kIdeographs.front().first &&
         std::ranges::any_of(kIdeographs, [c](const Range& range) { return c >= range.first && c <= range.last; });
}

utf8proc_category_t category(char32_t c) { return utf8proc_category(static_cast<utf8proc_int32_t>(c)); }

enum class Kind { kKept, kSpace, kRemoved };

Kind kind_of(char32_t c) {
  if (c == '\t' || c == '\n' || c == '\r') return Kind::kSpace;
  if (c == utf8::kReplacement) return Kind::kRemoved;
  switch (category(c)) {
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return Kind::kSpace;
    case UTF8PROC_CATEGORY_CC:
    case UTF8PROC_CATEGORY_CF:
    case UTF8PROC_CATEGORY_CO:
      return Kind::kRemoved;
    default:
      return Kind::kKept;
  }
}

// Lower case without accents: what is left of the canonical decomposition.
void append_plain(char32_t c, std::string& out) {
  std::array<utf8proc_int32_t, 8> parts{};  // the longest decomposition has four
  const utf8proc_ssize_t n = utf8proc_decompose_char(static_cast<utf8proc_int32_t>(c), parts.data(), parts.size(),
                                                     UTF8PROC_DECOMPOSE, nullptr);
  for (utf8proc_ssize_t i = 0; i < n; ++i) {
    const utf8proc_int32_t part = parts[static_cast<size_t>(i)];
    if (utf8proc_category(part) == UTF8PROC_CATEGORY_MN) continue;
    utf8::append(out, static_cast<char32_t>(utf8proc_tolower(part)));
  }
}

bool is_ascii_punctuation(char32_t c) {
  return (c >= '!' && c <= '/') || (c >= ':' && c <= '@') || (c >= '[' && c <= '`') || (c >= '{' && c <= '~');
}

bool is_punctuation(char32_t c) {
  if (c < 0x80) return is_ascii_punctuation(c);
  switch (category(c)) {
    case UTF8PROC_CATEGORY_PC:
    case UTF8PROC_CATEGORY_PD:
    case UTF8PROC_CATEGORY_PS:
    case UTF8PROC_CATEGORY_PE:
    case UTF8PROC_CATEGORY_PI:
    case UTF8PROC_CATEGORY_PF:
    case UTF8PROC_CATEGORY_PO:
      return true;
    default:
      return false;
  }
}

// Nearly all characters of nearly all texts.
void append_ascii(char c, std::string& out) {
  if (c >= 'A' && c <= 'Z') {
    out += static_cast<char>(c + ('a' - 'A'));
  } else if (c > ' ' && c < 0x7f) {
    out += c;
  } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
    out += ' ';
  }
}

}  // namespace

void append_bert_normalized(std::string_view text, std::string& out) {
  for (size_t at = 0; at < text.size();) {
    if (static_cast<uint8_t>(text[at]) < 0x80) {
      append_ascii(text[at++], out);
      continue;
    }
    const utf8::Decoded next = utf8::decode(text.substr(at));
    at += next.n_bytes;
    const Kind kind = kind_of(next.code_point);
    const bool alone = is_ideograph(next.code_point);
    if (kind == Kind::kSpace || alone) out += ' ';
    if (kind == Kind::kKept) append_plain(next.code_point, out);
    if (alone) out += ' ';
  }
}

size_t bert_word_bytes(std::string_view normalized) {
  size_t at = 0;
  while (at < normalized.size() && normalized[at] != ' ') {
    const utf8::Decoded next = utf8::decode(normalized.substr(at));
    if (is_punctuation(next.code_point)) return at == 0 ? next.n_bytes : at;
    at += next.n_bytes;
  }
  return at;
}

}  // namespace hearth::tokenizer
