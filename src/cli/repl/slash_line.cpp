#include "cli/repl/slash_line.h"

#include <algorithm>

namespace hearth::cli {

SlashLine::SlashLine(std::string text) : text_(std::move(text)) {
  constexpr std::string_view kSpace = " \t\n";
  const std::string_view line = text_;
  size_t start = line.find_first_not_of(kSpace);
  while (start != std::string_view::npos) {
    const size_t end = std::min(line.find_first_of(kSpace, start), line.size());
    words_.push_back(line.substr(start, end - start));
    start = line.find_first_not_of(kSpace, end);
  }
}

std::string SlashLine::from_word(size_t i) const {
  if (i >= words_.size()) return {};
  return text_.substr(static_cast<size_t>(words_[i].data() - text_.data()));
}

}  // namespace hearth::cli
