// What users hand to a command besides its options: words, standard input, files.
#pragma once

#include <span>
#include <string>

#include "base/result.h"

namespace hearth::cli {

// True when a person types at standard input.
bool stdin_is_terminal();
// All of standard input; nothing when it is a terminal.
Result<std::string> read_stdin();
// All of a file's bytes.
Result<std::string> read_file(const std::string& path);

// The words joined by spaces; `piped` text verbatim in front, with a space between when there are both.
std::string join_prompt(std::string piped, std::span<const std::string> words);

}  // namespace hearth::cli
