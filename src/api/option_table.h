// The rows of options.def with all that reading them needs: where in Options a row's value lies, and its bounds.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <variant>

#include "api/options.h"
#include "api/warnings.h"
#include "base/result.h"

namespace hearth::api {

// What happens to a number out of bounds.
enum class Outside { kAdjust, kRefuse };

template <class T>
using OptionMember = std::optional<T> Options::*;

struct OptionTableRow {
  std::string_view name, default_text;
  std::variant<OptionMember<option_type::Boolean>, OptionMember<option_type::Integer>, OptionMember<option_type::Real>,
               OptionMember<option_type::Text>, OptionMember<option_type::Strings>, OptionMember<option_type::Biases>>
      member;
  long double least, most;  // wide enough to hold every int64_t
  Outside outside;
};

// In the order of options.def.
std::span<const OptionTableRow> option_table();
// Null when there is none of that name.
const OptionTableRow* find_option(std::string_view name);
// Accepted, and without any effect: Ollama had it once.
bool is_outdated_option(std::string_view name);
// ` (did you mean "num_ctx"?)`, or nothing.
std::string suggestion(std::string_view name);

// `value` within the row's bounds, with a warning when it had to be adjusted; or kInvalidArgument that names them.
Result<option_type::Integer> bounded(const OptionTableRow& row, option_type::Integer value, Warnings& warnings);
Result<option_type::Real> bounded(const OptionTableRow& row, option_type::Real value, Warnings& warnings);

// kInvalidArgument when a list is longer than limits.h allows, or one of its texts is.
Status check_size(const OptionTableRow& row, const option_type::Text& text);
Status check_size(const OptionTableRow& row, const option_type::Strings& texts);
Status check_size(const OptionTableRow& row, const option_type::Biases& biases);

}  // namespace hearth::api
