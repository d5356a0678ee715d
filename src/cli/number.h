// Numbers as users type them: the whole text is one number within its type's range, or an error names it.
#pragma once

#include <charconv>
#include <cmath>
#include <concepts>
#include <limits>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/text.h"

namespace hearth::cli {

template <std::integral Integer>
Result<Integer> parse_integer(std::string_view name, std::string_view text,
                              Integer least = std::numeric_limits<Integer>::min(),
                              Integer most = std::numeric_limits<Integer>::max()) {
  Integer value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool number = error != std::errc::invalid_argument && end == text.data() + text.size();
  if (!number) {
    return fail(ErrorCode::kInvalidArgument, concat(name, " is '", text, "', expected a whole number"));
  }
  if (error != std::errc() || value < least || value > most) {
    return fail(ErrorCode::kInvalidArgument, concat(name, " is ", text, ", expected ", least, " to ", most));
  }
  return value;
}

inline Result<float> parse_real(std::string_view name, std::string_view text) {
  float value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) {
    return fail(ErrorCode::kInvalidArgument, concat(name, " is '", text, "', expected a number"));
  }
  return value;
}

}  // namespace hearth::cli
