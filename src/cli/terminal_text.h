// terminal_text: text from a model or a file as a terminal may have it.
//
// Control characters would let it move the cursor, set the window's title or write to the clipboard, so each becomes a
// visible sign; line breaks and tabs stay, carriage returns go.
#pragma once

#include <string>
#include <string_view>

namespace hearth::cli {

// Valid UTF-8: a control character becomes its picture ("␛" for escape), what has none '?'.
std::string terminal_text(std::string_view text);

}  // namespace hearth::cli
