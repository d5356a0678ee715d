// SlashLine: a slash command as typed, in words.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::cli {

class SlashLine {
 public:
  explicit SlashLine(std::string text);
  SlashLine(const SlashLine&) = delete;
  SlashLine& operator=(const SlashLine&) = delete;

  const std::string& text() const { return text_; }
  // Split at white space; the first one is the command itself.
  size_t n_words() const { return words_.size(); }
  // "" beyond the last.
  std::string word(size_t i) const { return i < words_.size() ? std::string(words_[i]) : std::string(); }
  // The line from word i on, as it was typed; "" beyond the last.
  std::string from_word(size_t i) const;

 private:
  std::string text_;
  std::vector<std::string_view> words_;  // into text_
};

}  // namespace hearth::cli
