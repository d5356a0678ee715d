#include "cli/word_wrap.h"

#include <limits>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::cli {
namespace {

constexpr int kMargin = 5;
constexpr int kLeastColumns = 20;
constexpr int kTabStop = 8;

// Closing brackets and punctuation of Chinese and Japanese, which do not begin a line.
bool keeps_to_what_is_before(char32_t c) {
  constexpr std::u32string_view kClosing = U"、。，．：；！？）］｝」』】〉》〕〗〙〛’”・ー々〜…";
  return kClosing.find(c) != std::u32string_view::npos;
}

}  // namespace

std::string WordWrap::add(std::string_view text) {
  out_.clear();
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    add_character(text.substr(0, next.n_bytes), next.code_point);
    text.remove_prefix(next.n_bytes);
  }
  return std::move(out_);
}

void WordWrap::add_character(std::string_view bytes, char32_t code_point) {
  const bool in_code = fence_.inside();
  fence_.add(code_point);
  if (code_point == '\n') {
    out_ += bytes;
    column_ = 0;
  } else if (in_code) {
    out_ += bytes;
    return;
  } else if (code_point == ' ' || code_point == '\t') {
    out_ += bytes;
    advance(code_point == ' ' ? 1 : kTabStop - column_ % kTabStop);
  } else {
    add_to_word(bytes, code_point);
    return;
  }
  word_.clear();
  word_width_ = 0;
  after_wide_ = false;
}

void WordWrap::add_to_word(std::string_view bytes, char32_t code_point) {
  const int width = counter_.add(code_point);
  const bool wide = width == 2;
  if (word_.empty() || ((wide || after_wide_) && width > 0 && !keeps_to_what_is_before(code_point))) {
    word_.clear();
    word_width_ = 0;
    word_moves_ = column_ > 0;
  }
  if (width > 0) after_wide_ = wide;
  if (word_moves_ && column_ + width > limit()) move_word(word_width_);
  out_ += bytes;
  word_ += bytes;
  word_width_ += width;
  advance(width);
}

// Erases the part of the word that is shown and shows it at the start of the next line.
void WordWrap::move_word(int width_before) {
  if (width_before > 0) out_ += concat("\x1b[", width_before, "D\x1b[K");
  out_ += '\n';
  out_ += word_;
  column_ = width_before;
  word_moves_ = false;
}

void WordWrap::advance(int width) {
  column_ += width;
  if (column_ < columns_) return;
  column_ %= columns_ > 0 ? columns_ : std::numeric_limits<int>::max();  // the terminal broke the line
  word_moves_ = false;
}

int WordWrap::limit() const { return columns_ < kLeastColumns ? std::numeric_limits<int>::max() : columns_ - kMargin; }

}  // namespace hearth::cli
