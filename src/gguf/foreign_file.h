// Says what a file is that should have been a GGUF file: most often an interrupted or wrong download.
#pragma once

#include <string>

#include "base/bytes.h"

namespace hearth::gguf {

// For a message after "not a GGUF file: "; names the kind, or the first bytes when it knows none.
std::string describe_foreign_file(Bytes file);

}  // namespace hearth::gguf
