#include "api/fields.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "base/base64.h"
#include "base/text.h"

namespace hearth::api {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool same_name(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

// What Go calls a value that it cannot use.
std::string kind_of(const Json& json) {
  if (json.if_string() != nullptr) return "string";
  if (json.if_bool() != nullptr) return "bool";
  if (json.if_array() != nullptr) return "array";
  if (json.if_object() != nullptr) return "object";
  return json.is_null() ? "null" : concat("number ", json.dump());
}

bool is_number(const Json& json) {
  return json.if_int64() != nullptr || json.if_uint64() != nullptr || json.if_double() != nullptr;
}

std::optional<double> number_of(const Json& json) {
  if (const int64_t* integer = json.if_int64()) return static_cast<double>(*integer);
  if (const uint64_t* large = json.if_uint64()) return static_cast<double>(*large);
  const double* real = json.if_double();
  if (real == nullptr || !std::isfinite(*real)) return std::nullopt;
  return *real;
}

// A number that is of another type is called by its value only where a number could have been.
std::string kind_beside(const Json& found, std::string_view go_type) {
  const bool numeric = go_type == "int" || go_type == "int32" || go_type == "uint64" || go_type.starts_with("float");
  return is_number(found) && !numeric ? "number" : kind_of(found);
}

}  // namespace

Fields::Fields(const Json& json, std::string_view type) : Fields(Nested{}, json, std::string(type)) {
  if (members_ == nullptr && !json.is_null()) {
    fail({ErrorCode::kInvalidArgument,
          concat("json: cannot unmarshal ", kind_beside(json, type), " into Go value of type api.", type)});
  }
}

Fields::Fields(Nested, const Json& json, std::string path) : path_(std::move(path)), members_(json.if_object()) {
  if (members_ != nullptr) taken_.resize(members_->size());
}

const Json* Fields::take(std::string_view name) {
  const Json* found = nullptr;
  for (size_t i = 0; members_ != nullptr && i < members_->size(); ++i) {
    const Json::Member& member = (*members_)[i];
    if (!same_name(member.key, name)) continue;
    taken_[i] = true;
    if (!member.value.is_null()) found = &member.value;
  }
  return found;
}

const Json::Array* Fields::take_array(std::string_view name, std::string_view go_type, size_t most) {
  const Json* json = take(name);
  if (json == nullptr) return nullptr;
  const Json::Array* items = json->if_array();
  if (items == nullptr) {
    fail_type(name, *json, go_type);
  } else if (items->size() > most) {
    fail({ErrorCode::kInvalidArgument, concat(name, " has ", items->size(), " entries, expected at most ", most)});
    return nullptr;
  }
  return items;
}

void Fields::fail_type(std::string_view name, const Json& found, std::string_view go_type) {
  fail({ErrorCode::kInvalidArgument, concat("json: cannot unmarshal ", kind_beside(found, go_type),
                                            " into Go struct field ", path_, ".", name, " of type ", go_type)});
}

void Fields::fail(Error error) {
  if (!error_) error_ = std::move(error);
}

void Fields::read(std::string_view name, std::string& into) {
  const Json* json = take(name);
  if (json == nullptr) return;
  const std::string* text = json->if_string();
  if (text == nullptr) return fail_type(name, *json, "string");
  into = *text;
}

void Fields::read(std::string_view name, bool& into) {
  const Json* json = take(name);
  if (json == nullptr) return;
  const bool* value = json->if_bool();
  if (value == nullptr) return fail_type(name, *json, "bool");
  into = *value;
}

void Fields::read(std::string_view name, int64_t& into) {
  const Json* json = take(name);
  if (json == nullptr) return;
  const int64_t* value = json->if_int64();
  if (value == nullptr) return fail_type(name, *json, "int");
  into = *value;
}

void Fields::read(std::string_view name, double& into) {
  const Json* json = take(name);
  if (json == nullptr) return;
  const std::optional<double> value = number_of(*json);
  if (!value) return fail_type(name, *json, "float64");
  into = *value;
}

void Fields::read(std::string_view name, WallTime& into) {
  const Json* json = take(name);
  if (json == nullptr) return;
  const std::string* text = json->if_string();
  if (text == nullptr) return fail_type(name, *json, "time.Time");
  auto time = parse_time(*text);
  if (!time) return fail(std::move(time.error()));
  into = *time;
}

// `convert` is optional<T>(const Json&): nothing when the item is of another type.
template <class T, class Convert>
void Fields::read_items(std::string_view name, std::string_view go_type, std::vector<T>& into, Convert convert) {
  const Json::Array* items = take_array(name, concat("[]", go_type), std::numeric_limits<size_t>::max());
  if (items == nullptr) return;
  into.clear();
  into.reserve(items->size());
  for (const Json& item : *items) {
    // Go leaves the zero of the type where a null is.
    std::optional<T> value = item.is_null() ? T{} : convert(item);
    if (!value) return fail_type(name, item, go_type);
    into.push_back(std::move(*value));
  }
}

void Fields::read(std::string_view name, std::vector<std::string>& into) {
  read_items(name, "string", into, [](const Json& item) -> std::optional<std::string> {
    if (const std::string* text = item.if_string()) return *text;
    return std::nullopt;
  });
}

void Fields::read(std::string_view name, std::vector<int32_t>& into) {
  read_items(name, "int32", into, [](const Json& item) -> std::optional<int32_t> {
    const int64_t* number = item.if_int64();
    if (number == nullptr || !std::in_range<int32_t>(*number)) return std::nullopt;
    return static_cast<int32_t>(*number);
  });
}

void Fields::read(std::string_view name, std::vector<uint64_t>& into) {
  read_items(name, "uint64", into, [](const Json& item) -> std::optional<uint64_t> {
    if (const uint64_t* large = item.if_uint64()) return *large;
    const int64_t* number = item.if_int64();
    if (number == nullptr || *number < 0) return std::nullopt;
    return static_cast<uint64_t>(*number);
  });
}

void Fields::read(std::string_view name, std::vector<float>& into) {
  read_items(name, "float32", into, [](const Json& item) -> std::optional<float> {
    const std::optional<double> number = number_of(item);
    // A double beyond the reach of floats has no value as one.
    if (!number || std::abs(*number) > std::numeric_limits<float>::max()) return std::nullopt;
    return static_cast<float>(*number);
  });
}

void Fields::read_object(std::string_view name, Json& into) {
  const Json* json = take(name);
  if (json == nullptr) return;
  if (json->if_object() == nullptr) return fail_type(name, *json, "map[string]interface {}");
  into = *json;
}

void Fields::read_base64(std::string_view name, std::vector<std::string>& into, size_t most) {
  const Json::Array* items = take_array(name, "[][]uint8", most);
  if (items == nullptr) return;
  into.clear();
  for (const Json& item : *items) {
    const std::string* text = item.if_string();
    if (text == nullptr) return fail_type(name, item, "[]uint8");
    auto bytes = base64_decode(*text);
    if (!bytes) return fail(std::move(bytes.error()));
    into.push_back(std::move(*bytes));
  }
}

void Fields::adopt(Fields& nested) {
  if (nested.error_) return fail(std::move(*nested.error_));
  nested.note_unknown();
  unknown_.add(nested.unknown_);
}

void Fields::note_unknown() {
  const size_t type_end = path_.find('.');
  const std::string prefix = type_end == std::string::npos ? "" : path_.substr(type_end + 1) + ".";
  for (size_t i = 0; i < taken_.size() && !unknown_.full(); ++i) {
    if (taken_[i]) continue;
    unknown_.add(concat("field ", quoted_name(prefix + (*members_)[i].key), " is not known and was ignored"));
  }
}

Status Fields::finish(Warnings* warnings) {
  if (error_) return std::unexpected(*error_);
  if (warnings != nullptr) {
    note_unknown();
    warnings->add(unknown_);
  }
  return {};
}

}  // namespace hearth::api
