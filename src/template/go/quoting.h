// Go's string and character literals: reading them, and writing any text as one (what %q prints).
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::go_template {

// The text that a literal in double quotes, or in backquotes, stands for. It may be any bytes: "\xff" is one of them.
Result<std::string> unquote(std::string_view literal);
// The character of a literal in single quotes.
Result<char32_t> unquote_char(std::string_view literal);

enum class Escape { kUnprintable, kBeyondAscii };

// In double quotes, with escapes for what cannot be printed, and for all that is not ASCII when asked.
std::string quote(std::string_view text, Escape escape = Escape::kUnprintable);
// A character in single quotes.
std::string quote_char(char32_t c, Escape escape = Escape::kUnprintable);
// Whether the text may stand in backquotes.
bool can_backquote(std::string_view text);

bool is_printable(char32_t c);

}  // namespace hearth::go_template
