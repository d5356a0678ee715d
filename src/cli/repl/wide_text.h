// Text between UTF-8 and the wide characters that libedit works on: one code point each.
#pragma once

#include <string>
#include <string_view>

namespace hearth::cli {

// What is no character becomes U+FFFD, in both directions.
std::string narrow(std::wstring_view wide);
std::wstring widen(std::string_view text);

// Pasted text as it may enter a line: every kind of line break is a line feed, tabs stay, other control characters go.
std::wstring pasted_text(std::wstring_view pasted);

}  // namespace hearth::cli
