#include "cli/repl/repl.h"

#include "base/text.h"
#include "cli/message_line.h"
#include "cli/terminal_text.h"

namespace hearth::cli {

Status Repl::print(std::string_view text) {
  if (TRY(screen.print(text)) == Written::kNobodyReads) leaving = true;
  return {};
}

Status Repl::print_foreign(const std::string& text) { return print(screen.is_terminal() ? terminal_text(text) : text); }

void Repl::complain(const Error& error) { screen.remark(concat("Error: ", message_line(error.message), '\n')); }

void Repl::warn(std::string_view text) { screen.remark(concat("warning: ", message_line(text), '\n')); }

}  // namespace hearth::cli
