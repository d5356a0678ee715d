#include "cli/repl/wide_text.h"

#include "base/utf8.h"

namespace hearth::cli {

std::string narrow(std::wstring_view wide) {
  std::string text;
  for (const wchar_t c : wide) utf8::append(text, static_cast<char32_t>(c));
  return text;
}

std::wstring widen(std::string_view text) {
  std::wstring wide;
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    wide += static_cast<wchar_t>(next.code_point);
    text.remove_prefix(next.n_bytes);
  }
  return wide;
}

std::wstring pasted_text(std::wstring_view pasted) {
  std::wstring text;
  bool after_return = false;
  for (const wchar_t c : pasted) {
    const bool second_half = c == L'\n' && after_return;  // of a line break of two characters
    after_return = c == L'\r';
    if (second_half) continue;
    const bool text_character = c >= 0x20 && c != 0x7f;
    if (c == L'\r') {
      text += L'\n';
    } else if (text_character || c == L'\n' || c == L'\t') {
      text += c;
    }
  }
  return text;
}

}  // namespace hearth::cli
