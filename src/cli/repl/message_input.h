// read_input: what the user wants next, put together from one or several lines.
//
// A line that begins with """ opens a message that goes on until a line ends with """; /set system and /set template
// take such a text too. What was pasted comes as one line with line breaks inside.
#pragma once

#include <string>

#include "base/result.h"
#include "cli/repl/line_source.h"

namespace hearth::cli {

struct Input {
  enum class Kind {
    kNothing,      // an empty line
    kMessage,      // for the model
    kCommand,      // a slash command: `text` begins with "/"
    kInterrupted,  // by Ctrl-C in the middle of something
    kWantsOut,     // Ctrl-C on an empty line: the user may be looking for the way out
    kEnd,
  };
  Kind kind = Kind::kNothing;
  std::string text{};   // without the quotes
  std::string typed{};  // with them, for the history
};

Result<Input> read_input(LineSource& lines);

}  // namespace hearth::cli
