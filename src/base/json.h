// Json: one JSON value, its parser and its printer. Objects keep the order of their keys, integers stay integers,
// and what is printed is always valid UTF-8. The parser behind it is Boost.JSON, which only json.cpp includes.
//
//   Json request = TRY(Json::parse(body));
//   const Json* model = request.find("model");
//   Json answer = Json::object({{"model", "smollm2"}, {"done", true}});
//   answer.set("total", 12);
//   std::string text = answer.dump();
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/result.h"

namespace hearth {

// What printed strings escape beyond what JSON asks for.
enum class JsonEscape {
  kMinimal,  // nothing
  kHtml,     // <, >, &, U+2028 and U+2029, so that the text can stand in a web page: Go's default
};

struct JsonLimits {
  size_t max_bytes = size_t{64} << 20;
  size_t max_depth = 64;  // of arrays and objects in each other
};

class Json {
 public:
  struct Member;
  using Array = std::vector<Json>;
  using Object = std::vector<Member>;

  // No bodies in the class: Member is incomplete until it ends.
  Json();  // null
  Json(std::nullptr_t);
  Json(bool value);
  Json(double value);
  Json(std::string value);
  Json(std::string_view value);
  Json(const char* value);
  Json(Array items);
  Json(Object members);
  // Unsigned numbers that fit become signed, so that one number has one representation.
  template <class Integer>
    requires(std::integral<Integer> && !std::same_as<Integer, bool> && !std::same_as<Integer, char>)
  Json(Integer value) : Json() {
    if (std::in_range<int64_t>(value)) {
      set_number(static_cast<int64_t>(value));
    } else {
      set_number(static_cast<uint64_t>(value));
    }
  }
  Json(const Json& other);
  Json(Json&& other) noexcept;
  Json& operator=(const Json& other);
  Json& operator=(Json&& other) noexcept;
  ~Json();

  static Json array();
  static Json object();
  static Json object(std::initializer_list<Member> members);

  // One JSON text with nothing but space around it. Of members with the same key the last one holds.
  static Result<Json> parse(std::string_view text, JsonLimits limits = {});
  // Compact. Bytes that are not UTF-8 become U+FFFD, numbers that are not finite null. Doubles read back exactly.
  std::string dump(JsonEscape escape = JsonEscape::kMinimal) const;

  bool is_null() const;
  // Each is null when the value is of another type. An integer is held as uint64_t only above int64_t's range.
  const bool* if_bool() const;
  const int64_t* if_int64() const;
  const uint64_t* if_uint64() const;
  const double* if_double() const;
  const std::string* if_string() const;
  const Array* if_array() const;
  const Object* if_object() const;

  // The member of that key; null when there is none or this is no object.
  const Json* find(std::string_view key) const;
  // Adds a member or replaces it in its place. This is an object.
  void set(std::string_view key, Json value);
  // This is an array.
  void push_back(Json item);

  // Arrays by order, objects by order of their members too.
  friend bool operator==(const Json& a, const Json& b);

 private:
  void set_number(int64_t value);
  void set_number(uint64_t value);

  std::variant<std::nullptr_t, bool, int64_t, uint64_t, double, std::string, Array, Object> value_;
};

struct Json::Member {
  std::string key;
  Json value;
  bool operator==(const Member&) const = default;
};

inline bool Json::is_null() const { return std::holds_alternative<std::nullptr_t>(value_); }
inline const bool* Json::if_bool() const { return std::get_if<bool>(&value_); }
inline const int64_t* Json::if_int64() const { return std::get_if<int64_t>(&value_); }
inline const uint64_t* Json::if_uint64() const { return std::get_if<uint64_t>(&value_); }
inline const double* Json::if_double() const { return std::get_if<double>(&value_); }
inline const std::string* Json::if_string() const { return std::get_if<std::string>(&value_); }
inline const Json::Array* Json::if_array() const { return std::get_if<Array>(&value_); }
inline const Json::Object* Json::if_object() const { return std::get_if<Object>(&value_); }

}  // namespace hearth
