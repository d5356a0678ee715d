#include "cli/repl/screen.h"

#include <cstdio>

#include "cli/terminal.h"

namespace hearth::cli {

Result<Written> StandardScreen::print(std::string_view text) { return write_out(text); }

void StandardScreen::remark(std::string_view text) { std::fwrite(text.data(), 1, text.size(), stderr); }

bool StandardScreen::is_terminal() const { return stdout_is_terminal(); }

int StandardScreen::columns() const { return window_columns(stdout); }

Spinner::Sink StandardScreen::spinner() { return Spinner::on_stderr(); }

}  // namespace hearth::cli
