// The user's own editor, for a message that is easier to write there (Ctrl-G).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::cli {

// Lets the user edit `text` as a temporary file and returns what was saved, without line breaks at its end. The
// editor is the first that is set of OLLAMA_EDITOR, VISUAL and EDITOR, else vi; it may have arguments. kIo when it
// cannot be started or fails.
Result<std::string> edit_text(std::string_view text);

}  // namespace hearth::cli
