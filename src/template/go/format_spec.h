// What stands between the percent sign and the verb of a printf format, and the printing of single strings, characters
// and numbers by it, as Go's package fmt does.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace hearth::go_template {

struct FormatSpec {
  bool minus = false, plus = false, sharp = false, space = false, zero = false;
  // %+v and %#v: the flag then says how values are written, and has no meaning for the numbers in them.
  bool plus_v = false, sharp_v = false;
  std::optional<int> width = std::nullopt;      // in characters, at most 1 000 000
  std::optional<int> precision = std::nullopt;  // the same
};

// `text` filled up to the width.
std::string padded(std::string_view text, const FormatSpec& spec);
// No more characters of `text` than the precision says.
std::string_view truncated(std::string_view text, const FormatSpec& spec);

// Each gives the padded text. Verbs are the ones that the function's kind of value has.
std::string format_string(std::string_view text, char32_t verb, const FormatSpec& spec);  // v s q x X
enum class Signedness { kSigned, kUnsigned };
std::string format_integer(int64_t value, Signedness signedness, char32_t verb, const FormatSpec& spec);
std::string format_float(double value, char32_t verb, const FormatSpec& spec);

// Whether values of the kind have that verb.
bool is_string_verb(char32_t verb);
bool is_integer_verb(char32_t verb);
bool is_float_verb(char32_t verb);

}  // namespace hearth::go_template
