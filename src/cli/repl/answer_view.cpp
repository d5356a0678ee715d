#include "cli/repl/answer_view.h"

#include "base/text.h"
#include "cli/terminal_text.h"

namespace hearth::cli {
namespace {

constexpr std::string_view kGrey = "\x1b[90m", kPlain = "\x1b[0m";

}  // namespace

Result<Written> AnswerView::add(std::string_view thinking, std::string_view content) {
  std::string out;
  if (!thinking.empty() && style_.thinking) {
    out += begin(Part::kThinking);
    out += grey(shown(thinking));
  }
  if (!content.empty()) {
    out += begin(Part::kContent);
    out += shown(content);
  }
  return out.empty() ? Result<Written>(Written::kAll) : screen_.print(out);
}

Result<Written> AnswerView::finish() {
  if (part_ != Part::kThinking) return Written::kAll;
  return screen_.print(begin(Part::kContent));
}

// What stands between the part so far and the one that comes now.
std::string AnswerView::begin(Part part) {
  if (part == part_) return {};
  const bool thought = part_ == Part::kThinking;
  const std::string line_end = line_open_ ? "\n" : "";
  part_ = part;
  line_open_ = false;
  wrap_.reset();
  if (style_.wordwrap && screen_.is_terminal()) wrap_.emplace(screen_.columns());
  if (part == Part::kThinking) return line_end + grey("Thinking...") + '\n';
  return thought ? line_end + grey("...done thinking.") + "\n\n" : line_end;
}

std::string AnswerView::shown(std::string_view text) {
  line_open_ = !text.ends_with('\n');
  if (!screen_.is_terminal()) return std::string(text);
  std::string safe = terminal_text(text);
  if (!wrap_) return safe;
  wrap_->set_columns(screen_.columns());
  return wrap_->add(safe);
}

std::string AnswerView::grey(std::string_view text) const {
  return screen_.is_terminal() ? concat(kGrey, text, kPlain) : std::string(text);
}

}  // namespace hearth::cli
