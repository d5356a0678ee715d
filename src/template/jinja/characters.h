// Text as Python's str sees it: a row of characters, not bytes. Upper and lower case are those of ASCII; other
// letters stay as they are.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace hearth::jinja {

// What str.isspace() accepts, which is also what \s matches.
bool is_space(char32_t c);
// What repr() prints as it is.
bool is_printable(char32_t c);

// Each character of `text`, as a view into it.
std::vector<std::string_view> characters(std::string_view text);

// `text` without its first `n` characters.
std::string_view skip_characters(std::string_view text, size_t n);

// Strips white space, or any of `set`'s characters when it is not null.
std::string_view strip_left(std::string_view text, const std::string_view* set = nullptr);
std::string_view strip_right(std::string_view text, const std::string_view* set = nullptr);

std::string upper(std::string_view text);
std::string lower(std::string_view text);
// The first character upper, the others lower.
std::string capitalize(std::string_view text);

// str.splitlines(), without the line ends.
std::vector<std::string_view> split_lines(std::string_view text);

// Every occurrence of `old`, `max_count` at most, as str.replace() counts them (an empty `old` is before each
// character).
std::string replace_all(std::string_view text, std::string_view old, std::string_view by, size_t max_count);

}  // namespace hearth::jinja
