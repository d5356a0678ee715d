#include "base/json.h"

#include <boost/json/src.hpp>  // header-only here, so that a cross build needs no second Boost library
#include <charconv>
#include <cmath>

#include "base/check.h"
#include "base/text.h"
#include "base/utf8.h"

namespace hearth {
namespace {

Json from_boost(const boost::json::value& value) {
  switch (value.kind()) {
    case boost::json::kind::null:
      return {};
    case boost::json::kind::bool_:
      return value.get_bool();
    case boost::json::kind::int64:
      return value.get_int64();
    case boost::json::kind::uint64:
      return value.get_uint64();
    case boost::json::kind::double_:
      return value.get_double();
    case boost::json::kind::string:
      return std::string(value.get_string());
    case boost::json::kind::array: {
      Json::Array items;
      items.reserve(value.get_array().size());
      for (const auto& item : value.get_array()) items.push_back(from_boost(item));
      return items;
    }
    case boost::json::kind::object: {
      Json::Object members;
      members.reserve(value.get_object().size());
      for (const auto& member : value.get_object()) {
        members.push_back({std::string(member.key()), from_boost(member.value())});
      }
      return Json(std::move(members));
    }
  }
  return {};
}

void append_unicode_escape(std::string& out, char32_t code_point) {
  constexpr char kHex[] = "0123456789abcdef";
  out += "\\u";
  for (int shift = 12; shift >= 0; shift -= 4) out += kHex[code_point >> shift & 15];
}

bool is_special_in_html(char32_t c) { return c == '<' || c == '>' || c == '&' || c == 0x2028 || c == 0x2029; }

void append_string(std::string& out, std::string_view text, JsonEscape escape) {
  out += '"';
  while (!text.empty()) {
    const utf8::Decoded next = utf8::decode(text);
    if (next.code_point == '"' || next.code_point == '\\') {
      out += '\\';
      out += text[0];
    } else if (next.code_point == '\n') {
      out += "\\n";
    } else if (next.code_point < 0x20 || (escape == JsonEscape::kHtml && is_special_in_html(next.code_point))) {
      append_unicode_escape(out, next.code_point);
    } else {
      utf8::append(out, next.code_point);
    }
    text.remove_prefix(next.n_bytes);
  }
  out += '"';
}

void append_double(std::string& out, double value) {
  if (!std::isfinite(value)) {
    out += "null";
    return;
  }
  const std::string digits = concat(value);
  out += digits;
  // Without a point it would read back as an integer.
  if (digits.find_first_of(".e") == std::string::npos) out += ".0";
}

void append_json(std::string& out, const Json& json, JsonEscape escape);

void append_array(std::string& out, const Json::Array& items, JsonEscape escape) {
  out += '[';
  for (size_t i = 0; i < items.size(); ++i) {
    if (i > 0) out += ',';
    append_json(out, items[i], escape);
  }
  out += ']';
}

void append_object(std::string& out, const Json::Object& members, JsonEscape escape) {
  out += '{';
  for (size_t i = 0; i < members.size(); ++i) {
    if (i > 0) out += ',';
    append_string(out, members[i].key, escape);
    out += ':';
    append_json(out, members[i].value, escape);
  }
  out += '}';
}

void append_json(std::string& out, const Json& json, JsonEscape escape) {
  if (const auto* value = json.if_bool()) {
    out += concat(*value);
  } else if (const auto* integer = json.if_int64()) {
    out += concat(*integer);
  } else if (const auto* large = json.if_uint64()) {
    out += concat(*large);
  } else if (const auto* real = json.if_double()) {
    append_double(out, *real);
  } else if (const auto* text = json.if_string()) {
    append_string(out, *text, escape);
  } else if (const auto* items = json.if_array()) {
    append_array(out, *items, escape);
  } else if (const auto* members = json.if_object()) {
    append_object(out, *members, escape);
  } else {
    out += "null";
  }
}

}  // namespace

Json::Json() = default;
Json::Json(std::nullptr_t) {}
Json::Json(bool value) : value_(value) {}
Json::Json(double value) : value_(value) {}
Json::Json(std::string value) : value_(std::move(value)) {}
Json::Json(std::string_view value) : value_(std::string(value)) {}
Json::Json(const char* value) : value_(std::string(value)) {}
Json::Json(Array items) : value_(std::move(items)) {}
Json::Json(Object members) : value_(std::move(members)) {}
Json::Json(const Json& other) = default;
Json::Json(Json&& other) noexcept = default;
Json& Json::operator=(const Json& other) = default;
Json& Json::operator=(Json&& other) noexcept = default;
Json::~Json() = default;

void Json::set_number(int64_t value) { value_ = value; }
void Json::set_number(uint64_t value) { value_ = value; }

Json Json::array() { return Json(Array()); }
Json Json::object() { return Json(Object()); }
Json Json::object(std::initializer_list<Member> members) { return Json(Object(members)); }

Result<Json> Json::parse(std::string_view text, JsonLimits limits) {
  if (text.size() > limits.max_bytes) {
    return fail(ErrorCode::kInvalidArgument,
                concat("json of ", text.size(), " bytes, expected at most ", limits.max_bytes));
  }
  boost::json::error_code error;
  boost::json::parse_options options;
  options.max_depth = limits.max_depth;
  boost::json::stream_parser parser({}, options);
  const size_t n_read = parser.write_some(text.data(), text.size(), error);
  if (!error) parser.finish(error);
  if (!error && n_read < text.size()) error = boost::json::error::extra_data;
  if (error) {
    return fail(ErrorCode::kInvalidArgument, concat("not valid json at byte ", n_read, ": ", error.message()));
  }
  return from_boost(parser.release());
}

std::string Json::dump(JsonEscape escape) const {
  std::string out;
  append_json(out, *this, escape);
  return out;
}

const Json* Json::find(std::string_view key) const {
  const Object* members = if_object();
  if (members == nullptr) return nullptr;
  for (const Member& member : *members) {
    if (member.key == key) return &member.value;
  }
  return nullptr;
}

void Json::set(std::string_view key, Json value) {
  auto* members = std::get_if<Object>(&value_);
  CHECK(members != nullptr);
  for (Member& member : *members) {
    if (member.key == key) {
      member.value = std::move(value);
      return;
    }
  }
  members->push_back({std::string(key), std::move(value)});
}

void Json::push_back(Json item) {
  auto* items = std::get_if<Array>(&value_);
  CHECK(items != nullptr);
  items->push_back(std::move(item));
}

bool operator==(const Json& a, const Json& b) { return a.value_ == b.value_; }

}  // namespace hearth
