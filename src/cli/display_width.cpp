#include "cli/display_width.h"

#include <utf8proc.h>

#include "base/utf8.h"

namespace hearth::cli {
namespace {

constexpr char32_t kJoiner = 0x200D;         // makes one emoji of its neighbours
constexpr char32_t kEmojiSelector = 0xFE0F;  // shows a character as an emoji, which is wide

bool is_skin_tone(char32_t c) { return c >= 0x1F3FB && c <= 0x1F3FF; }
bool is_flag_letter(char32_t c) { return c >= 0x1F1E6 && c <= 0x1F1FF; }

int code_point_width(char32_t c) { return utf8proc_charwidth(static_cast<utf8proc_int32_t>(c)); }

}  // namespace

int WidthCounter::add(char32_t code_point) {
  const char32_t before = previous_;
  const bool completes_flag = half_flag_ && is_flag_letter(code_point);
  previous_ = code_point;
  half_flag_ = is_flag_letter(code_point) && !completes_flag;
  if (is_flag_letter(code_point)) return completes_flag ? 0 : 2;
  if (before == kJoiner) return 0;
  const int width_before = before == 0 ? 0 : code_point_width(before);
  if (is_skin_tone(code_point) && width_before == 2) return 0;
  if (code_point == kEmojiSelector) return width_before == 1 ? 1 : 0;
  return code_point_width(code_point);
}

int display_width(std::string_view text) {
  WidthCounter counter;
  int width = 0;
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    width += counter.add(next.code_point);
    text.remove_prefix(next.n_bytes);
  }
  return width;
}

}  // namespace hearth::cli
