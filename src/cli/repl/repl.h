// Repl: what the parts of an interactive session work on.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/backend.h"
#include "cli/repl/line_source.h"
#include "cli/repl/screen.h"
#include "cli/repl/session.h"

namespace hearth::cli {

struct Repl {
  Backend& backend;
  Screen& screen;
  LineSource& lines;
  Session session;
  bool leaving = false;

  // Prints, and leaves when nobody reads.
  Status print(std::string_view text);
  // Prints a text from a model, of which a terminal sees no control characters.
  Status print_foreign(const std::string& text);
  // "Error: ..." on standard error, for what does not end the session.
  void complain(const Error& error);
  // "warning: ..." on standard error.
  void warn(std::string_view text);

 private:
  void remark(const std::string& line);
};

}  // namespace hearth::cli
