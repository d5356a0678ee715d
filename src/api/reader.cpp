#include "api/reader.h"

#include <cmath>
#include <utility>

#include "api/limits.h"
#include "base/text.h"

namespace hearth::api {
namespace {

std::optional<double> number_of(const Json& json) {
  if (const int64_t* integer = json.if_int64()) return static_cast<double>(*integer);
  if (const uint64_t* large = json.if_uint64()) return static_cast<double>(*large);
  if (const double* real = json.if_double()) return *real;
  return std::nullopt;
}

std::optional<int64_t> integer_of(const Json& json) {
  if (const int64_t* integer = json.if_int64()) return *integer;
  const double* real = json.if_double();
  constexpr double kExact = 9007199254740992;  // doubles are whole numbers one by one up to here
  if (real == nullptr || std::trunc(*real) != *real || std::abs(*real) > kExact) return std::nullopt;
  return static_cast<int64_t>(*real);
}

}  // namespace

void ReadReport::fail(std::string field, std::string message) {
  if (!failure) failure = Failure{.status = 400, .message = std::move(message), .field = std::move(field)};
}

std::string_view type_name(const Json& json) {
  if (json.is_null()) return "null";
  if (json.if_bool() != nullptr) return "a boolean";
  if (json.if_string() != nullptr) return "a string";
  if (json.if_array() != nullptr) return "an array";
  if (json.if_object() != nullptr) return "an object";
  return "a number";
}

std::string item_path(std::string_view path, size_t index) { return concat(path, '[', index, ']'); }

Reader::Reader(const Json& json, std::string path, ReadReport& report)
    : members_(json.if_object()), path_(std::move(path)), report_(report) {
  const std::string where = path_.empty() ? "the body" : path_;
  if (members_ == nullptr) {
    report_.fail(path_, concat(where, ": expected an object, found ", type_name(json)));
  } else if (members_->size() > kMaxMembers) {
    report_.fail(path_, concat(where, " has ", members_->size(), " members, expected at most ", kMaxMembers));
    members_ = nullptr;
  } else {
    taken_.resize(members_->size());
  }
}

std::string Reader::path_to(std::string_view name) const {
  return path_.empty() ? std::string(name) : concat(path_, '.', name);
}

bool Reader::has(std::string_view name) const {
  if (members_ == nullptr) return false;
  for (const Json::Member& member : *members_) {
    if (member.key == name) return !member.value.is_null();
  }
  return false;
}

const Json* Reader::take(std::string_view name) {
  for (size_t i = 0; members_ != nullptr && i < members_->size(); ++i) {
    const Json::Member& member = (*members_)[i];
    if (member.key != name) continue;
    taken_[i] = true;
    return member.value.is_null() ? nullptr : &member.value;
  }
  return nullptr;
}

void Reader::fail(std::string_view name, std::string_view message) {
  const std::string path = path_to(name);
  report_.fail(path, concat(path, ": ", message));
}

void Reader::fail_type(std::string_view name, const Json& found, std::string_view expected) {
  fail(name, concat("expected ", expected, ", found ", type_name(found)));
}

std::optional<std::string> Reader::text(std::string_view name) {
  const Json* json = take(name);
  if (json == nullptr) return std::nullopt;
  if (const std::string* text = json->if_string()) return *text;
  fail_type(name, *json, "a string");
  return std::nullopt;
}

std::optional<bool> Reader::flag(std::string_view name) {
  const Json* json = take(name);
  if (json == nullptr) return std::nullopt;
  if (const bool* value = json->if_bool()) return *value;
  fail_type(name, *json, "a boolean");
  return std::nullopt;
}

std::optional<int64_t> Reader::integer(std::string_view name, int64_t least, int64_t most) {
  const Json* json = take(name);
  if (json == nullptr) return std::nullopt;
  const std::optional<int64_t> value = integer_of(*json);
  if (value && *value >= least && *value <= most) return value;
  const std::string found = number_of(*json) ? json->dump() : std::string(type_name(*json));
  fail(name, concat("expected a whole number from ", least, " to ", most, ", found ", found));
  return std::nullopt;
}

std::optional<double> Reader::number(std::string_view name, double least, double most) {
  const Json* json = take(name);
  if (json == nullptr) return std::nullopt;
  const std::optional<double> value = number_of(*json);
  if (value && *value >= least && *value <= most) return value;
  const std::string found = value ? json->dump() : std::string(type_name(*json));
  fail(name, concat("expected a number from ", least, " to ", most, ", found ", found));
  return std::nullopt;
}

std::optional<std::string> Reader::one_of(std::string_view name, std::initializer_list<std::string_view> allowed) {
  std::optional<std::string> found = text(name);
  if (!found) return std::nullopt;
  std::string list;
  for (const std::string_view value : allowed) {
    if (*found == value) return found;
    list += concat(list.empty() ? "" : ", ", '"', value, '"');
  }
  fail(name, concat("expected one of ", list, ", found ", quoted_name(*found)));
  return std::nullopt;
}

const Json::Array* Reader::list(std::string_view name, size_t most) {
  const Json* json = take(name);
  if (json == nullptr) return nullptr;
  const Json::Array* items = json->if_array();
  if (items == nullptr) {
    fail_type(name, *json, "an array");
  } else if (items->size() > most) {
    fail(name, concat("expected at most ", most, " items, found ", items->size()));
    return nullptr;
  }
  return items;
}

const Json* Reader::object(std::string_view name) {
  const Json* json = take(name);
  if (json == nullptr || json->if_object() != nullptr) return json;
  fail_type(name, *json, "an object");
  return nullptr;
}

std::string Reader::required_text(std::string_view name) {
  std::optional<std::string> found = text(name);
  if (!found || found->empty()) fail(name, "is required");
  return found.value_or("");
}

const Json::Array* Reader::required_list(std::string_view name, size_t most) {
  const Json::Array* items = list(name, most);
  if (items == nullptr) fail(name, "is required");
  return items;
}

void Reader::refuse(std::string_view name, std::string_view why) {
  if (take(name) != nullptr) fail(name, std::string(why));
}

void Reader::ignore(std::string_view name, std::string_view why) {
  if (take(name) != nullptr) report_.warnings.add(concat("field ", path_to(name), " is ignored: ", why));
}

void Reader::finish() {
  for (size_t i = 0; i < taken_.size() && !report_.warnings.full(); ++i) {
    const Json::Member& member = (*members_)[i];
    if (taken_[i] || member.value.is_null()) continue;
    report_.warnings.add(concat("field ", quoted_name(path_to(member.key)), " is not known and was ignored"));
  }
}

}  // namespace hearth::api
