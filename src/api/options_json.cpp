// Options from JSON: the errors are Ollama's, whose clients send what they like and know these texts.
#include <charconv>
#include <cmath>
#include <limits>

#include "api/limits.h"
#include "api/option_table.h"
#include "api/options.h"
#include "base/check.h"
#include "base/text.h"

namespace hearth::api {
namespace {

// Well-formed, and not to be understood: Ollama answers 500.
std::unexpected<Error> wrong_type(const OptionTableRow& row, std::string_view expected) {
  return fail(ErrorCode::kUnsupported, concat("option \"", row.name, "\" must be of ", expected));
}

std::optional<double> number_of(const Json& json) {
  if (const int64_t* integer = json.if_int64()) return static_cast<double>(*integer);
  if (const uint64_t* large = json.if_uint64()) return static_cast<double>(*large);
  if (const double* real = json.if_double()) return *real;
  return std::nullopt;
}

Status read(const OptionTableRow& row, const Json& json, bool& into, Warnings&) {
  const bool* value = json.if_bool();
  if (value == nullptr) return wrong_type(row, "type boolean");
  into = *value;
  return {};
}

// The nearest integer towards zero.
int64_t truncated(double value) {
  constexpr double kReach = 9223372036854775808.0;  // 2^63, the first double that is too large
  if (value >= kReach) return std::numeric_limits<int64_t>::max();
  if (value <= -kReach) return std::numeric_limits<int64_t>::min();
  return static_cast<int64_t>(value);
}

Status read(const OptionTableRow& row, const Json& json, int64_t& into, Warnings& warnings) {
  const int64_t* integer = json.if_int64();
  const std::optional<double> number = number_of(json);
  if (!number || std::isnan(*number)) return wrong_type(row, "type integer");
  into = TRY(bounded(row, integer != nullptr ? *integer : truncated(*number), warnings));
  return {};
}

Status read(const OptionTableRow& row, const Json& json, double& into, Warnings& warnings) {
  const std::optional<double> number = number_of(json);
  if (!number || std::isnan(*number)) return wrong_type(row, "type float32");
  into = TRY(bounded(row, *number, warnings));
  return {};
}

Status read(const OptionTableRow& row, const Json& json, option_type::Text& into, Warnings&) {
  const std::string* text = json.if_string();
  if (text == nullptr) return wrong_type(row, "type string");
  into = *text;
  return check_size(row, into);
}

Status read(const OptionTableRow& row, const Json& json, option_type::Strings& into, Warnings&) {
  const Json::Array* items = json.if_array();
  if (items == nullptr) return wrong_type(row, "type array");
  for (const Json& item : *items) {
    const std::string* text = item.if_string();
    if (text == nullptr) return wrong_type(row, "an array of strings");
    into.push_back(*text);
  }
  return check_size(row, into);
}

// The members of {"15043": 1.5, "22": false}.
Status read(const OptionTableRow& row, const Json& json, option_type::Biases& into, Warnings& warnings) {
  const Json::Object* members = json.if_object();
  if (members == nullptr) return wrong_type(row, "type object");
  for (const auto& [key, value] : *members) {
    TokenBias entry;
    const char* end = key.data() + key.size();
    const auto parsed = std::from_chars(key.data(), end, entry.token);
    if (parsed.ec != std::errc() || parsed.ptr != end || entry.token < 0) {
      return fail(ErrorCode::kInvalidArgument, concat("option \"", row.name, "\" names token ", quoted_name(key),
                                                      ", expected the number of a token"));
    }
    const bool* banned = value.if_bool();
    if (banned != nullptr && !*banned) {
      entry.bias = -std::numeric_limits<double>::infinity();
    } else {
      TRY(read(row, value, entry.bias, warnings));
    }
    into.push_back(entry);
  }
  return check_size(row, into);
}

void warn_unused(std::string_view name, Warnings& warnings) {
  if (is_outdated_option(name)) {
    warnings.add(concat("option \"", name, "\" is deprecated and was ignored"));
  } else {
    warnings.add(concat("option ", quoted_name(name), " is not known and was ignored", suggestion(name)));
  }
}

}  // namespace

Result<Options> parse_options(const Json& object, Warnings& warnings) {
  Options options;
  CHECK(object.if_object() != nullptr);
  const Json::Object& members = *object.if_object();
  if (members.size() > kMaxOptionItems) {
    return fail(ErrorCode::kInvalidArgument,
                concat("options has ", members.size(), " entries, expected at most ", kMaxOptionItems));
  }
  for (const auto& [name, value] : members) {
    if (value.is_null()) continue;
    const OptionTableRow* row = find_option(name);
    if (row == nullptr) {
      warn_unused(name, warnings);
      continue;
    }
    TRY(std::visit([&](auto member) { return read(*row, value, (options.*member).emplace(), warnings); }, row->member));
  }
  return options;
}

}  // namespace hearth::api
