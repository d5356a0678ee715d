// Tables without borders, as Ollama prints them: each column is as wide as its widest cell and four spaces more.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::cli {

using Row = std::vector<std::string>;

enum class LastColumn {
  kPadded,  // as Ollama's listings have it
  kBare,    // so that long texts do not fill the window with spaces
};

// One line for each row, left aligned, `indent` in front. Rows may be of different lengths. Widths are columns of a
// terminal, so East Asian text aligns.
std::string columns_text(const std::vector<Row>& rows, std::string_view indent = "",
                         LastColumn last_column = LastColumn::kPadded);

}  // namespace hearth::cli
