#include "tokenizer/pretokenizers/char_class.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace hearth::tokenizer::detail {
namespace {

CharClass class_of(char32_t code_point) {
  if (code_point == 0x85) return kSpace;  // next line: a control character by category, white space by property
  switch (utf8proc_category(static_cast<utf8proc_int32_t>(code_point))) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LT:
      return kUpperOrTitle;
    case UTF8PROC_CATEGORY_LL:
      return kLower;
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
      return kOtherLetter;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
      return kMark;
    case UTF8PROC_CATEGORY_ND:
      return kNumber | kDecimal;
    case UTF8PROC_CATEGORY_NL:
    case UTF8PROC_CATEGORY_NO:
      return kNumber;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
      return kSpace;
    default:
      return 0;
  }
}

}  // namespace

Char wide_char_at(std::string_view text, size_t at) {
  const utf8::Decoded next = utf8::decode(text.substr(at));
  if (!next.valid) return {0, 1};
  return {class_of(next.code_point), static_cast<uint8_t>(next.n_bytes)};
}

}  // namespace hearth::tokenizer::detail
