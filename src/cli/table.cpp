#include "cli/table.h"

#include <algorithm>

#include "cli/display_width.h"

namespace hearth::cli {

std::string columns_text(const std::vector<Row>& rows, std::string_view indent, LastColumn last_column) {
  constexpr int kGap = 4;
  std::vector<int> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], display_width(row[i]));
  }
  std::string text;
  for (const Row& row : rows) {
    text += indent;
    for (size_t i = 0; i < row.size(); ++i) {
      text += row[i];
      if (last_column == LastColumn::kBare && i + 1 == row.size()) continue;
      text.append(static_cast<size_t>(widths[i] + kGap - display_width(row[i])), ' ');
    }
    text += '\n';
  }
  return text;
}

}  // namespace hearth::cli
