#include "template/jinja/characters.h"

#include <algorithm>

#include "base/utf8.h"

namespace hearth::jinja {
namespace {

// The last character of `text`, which is not empty: UTF-8 can be read backwards over its continuation bytes.
std::string_view last_character(std::string_view text) {
  size_t begin = text.size() - 1;
  while (begin > 0 && text.size() - begin < 4 && (static_cast<unsigned char>(text[begin]) & 0xC0) == 0x80) --begin;
  return text.substr(begin);
}

bool is_stripped(std::string_view character, const std::string_view* set) {
  if (set == nullptr) return is_space(utf8::decode(character).code_point);
  return set->find(character) != std::string_view::npos;
}

bool is_line_end(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

char upper_ascii(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; }
char lower_ascii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

}  // namespace

bool is_space(char32_t c) {
  return (c >= 0x09 && c <= 0x0D) || (c >= 0x1C && c <= 0x20) || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_printable(char32_t c) {
  if (c < 0x7F) return c >= 0x20;
  if (c <= 0xA0 || c == 0xAD || is_space(c)) return false;
  const bool format = (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) ||
                      c == 0xFEFF || (c >= 0xFFF9 && c <= 0xFFFB) || (c >= 0xE0000 && c <= 0xE007F);
  const bool private_use = (c >= 0xE000 && c <= 0xF8FF) || c >= 0xF0000;
  const bool no_character = (c & 0xFFFE) == 0xFFFE;
  return !format && !private_use && !no_character;
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  while (!text.empty()) {
    const size_t n = utf8::decode(text).n_bytes;
    out.push_back(text.substr(0, n));
    text.remove_prefix(n);
  }
  return out;
}

std::string_view skip_characters(std::string_view text, size_t n) {
  for (; n > 0 && !text.empty(); --n) text.remove_prefix(utf8::decode(text).n_bytes);
  return text;
}

std::string_view strip_left(std::string_view text, const std::string_view* set) {
  while (!text.empty()) {
    const size_t n = utf8::decode(text).n_bytes;
    if (!is_stripped(text.substr(0, n), set)) break;
    text.remove_prefix(n);
  }
  return text;
}

std::string_view strip_right(std::string_view text, const std::string_view* set) {
  while (!text.empty()) {
    const std::string_view last = last_character(text);
    if (!is_stripped(last, set)) break;
    text.remove_suffix(last.size());
  }
  return text;
}

std::string upper(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), upper_ascii);
  return out;
}

std::string lower(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower_ascii);
  return out;
}

std::string capitalize(std::string_view text) {
  std::string out = lower(text);
  if (!out.empty()) out[0] = upper_ascii(out[0]);
  return out;
}

std::vector<std::string_view> split_lines(std::string_view text) {
  std::vector<std::string_view> lines;
  size_t begin = 0;
  for (size_t at = 0; at < text.size();) {
    const utf8::Decoded next = utf8::decode(text.substr(at));
    const size_t end = at;
    at += next.n_bytes;
    if (!is_line_end(next.code_point)) continue;
    if (next.code_point == '\r' && at < text.size() && text[at] == '\n') ++at;
    lines.push_back(text.substr(begin, end - begin));
    begin = at;
  }
  if (begin < text.size()) lines.push_back(text.substr(begin));
  return lines;
}

std::string replace_all(std::string_view text, std::string_view old, std::string_view by, size_t max_count) {
  std::string out;
  size_t n_done = 0;
  if (old.empty()) {
    for (const std::string_view character : characters(text)) {
      if (n_done++ < max_count) out += by;
      out += character;
    }
    if (n_done < max_count) out += by;
    return out;
  }
  size_t at = 0;
  for (; n_done < max_count; ++n_done) {
    const size_t found = text.find(old, at);
    if (found == std::string_view::npos) break;
    out += text.substr(at, found - at);
    out += by;
    at = found + old.size();
  }
  out += text.substr(at);
  return out;
}

}  // namespace hearth::jinja
