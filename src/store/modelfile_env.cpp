#include "store/modelfile_env.h"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>

#include "base/closest.h"
#include "base/go_duration.h"
#include "base/text.h"

namespace hearth::store {
namespace {

enum class SettingType { kBytes, kCacheType, kCount, kDuration, kFlag };

constexpr std::string_view kNames[] = {
#define LOAD_SETTING(name, type) #name,
#include "store/modelfile_env.def"
#undef LOAD_SETTING
};
constexpr SettingType kTypes[] = {
#define LOAD_SETTING(name, type) SettingType::type,
#include "store/modelfile_env.def"
#undef LOAD_SETTING
};

struct Unit {
  std::string_view name;  // upper case
  uint64_t bytes;
};
constexpr Unit kUnits[] = {
    {"", 1},
    {"B", 1},
    {"KB", 1'000},
    {"MB", 1'000'000},
    {"GB", 1'000'000'000},
    {"TB", 1'000'000'000'000},
    {"KIB", uint64_t{1} << 10},
    {"MIB", uint64_t{1} << 20},
    {"GIB", uint64_t{1} << 30},
    {"TIB", uint64_t{1} << 40},
};

char to_upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

std::optional<uint64_t> whole_number(std::string_view text) {
  uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return {};
  return value;
}

// Go's durations, or bare seconds, as the server's variables take them.
bool is_duration(std::string_view text) {
  const std::string_view digits = text.starts_with('-') ? text.substr(1) : text;
  return whole_number(digits).has_value() || parse_go_duration(text).has_value();
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> known) {
  return std::ranges::find(known, text) != known.end();
}

// What a value of that type looks like; empty when `value` does.
std::string_view expected_instead_of(std::string_view value, SettingType type) {
  switch (type) {
    case SettingType::kBytes:
      return parse_byte_size(value) ? "" : "a number of bytes, such as 2GB";
    case SettingType::kCacheType:
      return is_one_of(value, {"f16", "q8_0", "q4_0"}) ? "" : "f16, q8_0 or q4_0";
    case SettingType::kCount:
      return whole_number(value) ? "" : "a whole number";
    case SettingType::kDuration:
      return is_duration(value) ? "" : "a duration, such as 5m, or seconds";
    case SettingType::kFlag:
      return is_one_of(value, {"0", "1", "true", "false"}) ? "" : "true or false";
  }
  return "";
}

std::optional<SettingType> find_type(std::string_view name) {
  const auto found = std::ranges::find(kNames, name);
  if (found == std::end(kNames)) return {};
  return kTypes[found - std::begin(kNames)];
}

}  // namespace

Status check_load_setting(std::string_view name, std::string_view value) {
  const auto type = find_type(name);
  if (!type) {
    const auto nearest = closest(name, kNames);
    const std::string hint = nearest ? concat("; did you mean ", *nearest, "?") : "";
    return fail(ErrorCode::kInvalidArgument, concat("ENV ", name, ": not a setting of loading a model", hint));
  }
  const std::string_view expected = expected_instead_of(value, *type);
  if (expected.empty()) return {};
  return fail(ErrorCode::kInvalidArgument, concat("ENV ", name, ": is \"", value, "\", expected ", expected));
}

Result<uint64_t> parse_byte_size(std::string_view text) {
  const size_t n_digits = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = whole_number(text.substr(0, n_digits));
  std::string_view unit_text = text.substr(n_digits);
  if (unit_text.starts_with(' ')) unit_text.remove_prefix(1);
  const auto unit = std::ranges::find_if(
      kUnits, [&](const Unit& known) { return std::ranges::equal(known.name, unit_text, {}, {}, to_upper); });
  uint64_t bytes = 0;
  if (!number || unit == std::end(kUnits) || __builtin_mul_overflow(*number, unit->bytes, &bytes)) {
    return fail(ErrorCode::kInvalidArgument, concat("\"", text, "\" is no number of bytes, such as 2GB"));
  }
  return bytes;
}

Result<Json> parse_load_settings(std::string_view blob) {
  const auto parsed = Json::parse(blob, {.max_bytes = size_t{1} << 20, .max_depth = 2});
  if (!parsed || parsed->if_object() == nullptr) return fail(ErrorCode::kCorrupt, "load settings are no JSON object");
  Json settings = Json::object();
  for (const Json::Member& member : *parsed->if_object()) {
    const std::string* value = member.value.if_string();
    if (value != nullptr && check_load_setting(member.key, *value)) settings.set(member.key, *value);
  }
  return settings;
}

}  // namespace hearth::store
