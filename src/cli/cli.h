// The command line: picks the command and turns errors into one line on stderr and exit status 1.
#pragma once

namespace hearth::cli {

// Runs `hearth ARGS...` and returns the exit status.
int run(int argc, char** argv);

}  // namespace hearth::cli
