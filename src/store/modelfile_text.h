// The bytes of a Modelfile as text: UTF-8, or UTF-16 of either order when a byte order mark says so.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::store {

// Valid UTF-8 without a byte order mark; what is broken becomes U+FFFD. kInvalidArgument with the line when there is a
// NUL character, as in files that are no text.
Result<std::string> decode_modelfile(std::string_view bytes);

// Lines that end in `text`, by LF, CR or CR LF.
int count_line_ends(std::string_view text);

}  // namespace hearth::store
