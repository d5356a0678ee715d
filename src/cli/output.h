// Standard output, written at once and with errors noticed.
#pragma once

#include <string_view>

#include "base/result.h"

namespace hearth::cli {

enum class Written { kAll, kNobodyReads };

// Writes and flushes. kNobodyReads when the reading end of a pipe is closed, which is no error: who reads has seen
// enough. kIo when the system refuses.
Result<Written> write_out(std::string_view text);

// True when a person looks at standard output.
bool stdout_is_terminal();

}  // namespace hearth::cli
