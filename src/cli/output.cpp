#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>

#include "base/text.h"

namespace hearth::cli {

Result<Written> write_out(std::string_view text) {
  errno = 0;
  const bool written = std::fwrite(text.data(), 1, text.size(), stdout) == text.size() && std::fflush(stdout) == 0;
  if (written) return Written::kAll;
  if (errno == EPIPE) return Written::kNobodyReads;
  return fail(ErrorCode::kIo, concat("cannot write to standard output: ", std::strerror(errno)));
}

bool stdout_is_terminal() { return isatty(STDOUT_FILENO) == 1; }

}  // namespace hearth::cli
