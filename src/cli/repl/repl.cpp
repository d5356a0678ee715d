#include "cli/repl/repl.h"

#include "base/text.h"
#include "cli/message_line.h"
#include "cli/terminal_text.h"
#include "cli/word_wrap.h"

namespace hearth::cli {

Status Repl::print(std::string_view text) {
  if (TRY(screen.print(text)) == Written::kNobodyReads) leaving = true;
  return {};
}

Status Repl::print_foreign(const std::string& text) { return print(screen.is_terminal() ? terminal_text(text) : text); }

void Repl::complain(const Error& error) { remark(concat("Error: ", message_line(error.message))); }

void Repl::warn(std::string_view text) { remark(concat("warning: ", message_line(text))); }

// Wrapped to the window.
void Repl::remark(const std::string& line) {
  WordWrap wrap(session.style.wordwrap && screen.is_terminal() ? screen.columns() : 0);
  screen.remark(wrap.add(line) + '\n');
}

}  // namespace hearth::cli
