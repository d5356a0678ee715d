// Value: what a Go template computes with. As in Go's reflection a value may be no value at all, or an interface that
// holds nothing, and the two differ: a field of the first is no value again, a field of the second is an error.
//
// Values are immutable and shared freely. A template makes no containers, so a value nests as deeply as the data that
// the caller gave, and walking it may recurse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/json.h"
#include "template/go/type.h"

namespace hearth::go_template {

class Value {
 public:
  using Items = std::vector<Value>;
  using Entries = std::vector<std::pair<std::string, Value>>;

  Value() = default;  // no value
  static Value nil() { return Value(kInterfaceType, std::monostate()); }
  static Value boolean(bool boolean) { return Value(kBoolType, boolean); }
  static Value integer(int64_t integer) { return Value(kIntType, integer); }
  static Value byte(uint8_t byte) { return Value(kByteType, int64_t{byte}); }
  static Value number(double number) { return Value(kFloatType, number); }
  static Value string(std::string text);
  static Value bytes(const Type& type, std::string bytes);
  // Each item is of the type's element, or anything when that is an interface.
  static Value slice(const Type& type, Items items);
  // At most one entry for each key, in any order.
  static Value map(const Type& type, Entries entries);
  // One value for each of the type's fields.
  static Value structure(const Type& type, Items fields);
  // The zero value of a type: 0, "", a nil slice or map.
  static Value zero(const Type& type);
  // What Go's decoder makes of JSON: nil, bool, float64, string, []interface {} and map[string]interface {}.
  static Value from_json(const Json& json);

  bool is_valid() const { return type_ != nullptr; }
  // The value is valid.
  const Type& type() const { return *type_; }
  bool is(Kind kind) const { return is_valid() && type_->kind == kind; }
  // An interface that holds nothing.
  bool is_nil_interface() const { return is(Kind::kInterface); }
  // No value, or nil: an interface, a slice or a map that was never made.
  bool is_nil() const;
  // Whether it was found in an interface; messages then name the interface's type.
  bool is_boxed() const { return is_boxed_; }
  std::string_view type_name() const { return is_boxed_ ? kInterfaceType.name : type_->name; }
  // The value in the interface: no value when that holds nothing.
  Value unboxed() const;

  // The value must be of that kind.
  bool as_bool() const { return std::get<bool>(data_); }
  int64_t as_int() const { return std::get<int64_t>(data_); }
  double as_double() const { return std::get<double>(data_); }
  // Of strings and bytes.
  const std::string& as_string() const { return *std::get<std::shared_ptr<const std::string>>(data_); }
  std::span<const Value> items() const;  // of a slice
  const Entries& entries() const;        // of a map
  std::span<const Value> fields() const { return *std::get<std::shared_ptr<const Items>>(data_); }

  // The number of bytes, items or entries; of strings, bytes, slices and maps.
  size_t length() const;
  // How far a string, bytes or a slice can be sliced.
  size_t capacity() const;
  // Item `at` of a string, of bytes or of a slice; at < length().
  Value item(size_t at) const;
  // The entry of that key, else the zero value of the map's elements.
  Value entry(std::string_view key) const;
  // The value of the map's entry `at`.
  Value entry_at(size_t at) const { return found_in(*type_->element, entries()[at].second); }
  Value field(size_t at) const;
  // [begin, end) of a string, of bytes or of a slice; end <= capacity().
  Value sliced(size_t begin, size_t end) const;

  // Whether `if` holds it for true.
  bool truth() const;

 private:
  struct Part {
    std::shared_ptr<const Items> items;  // null: nil
    size_t begin = 0, end = 0;
  };
  using Data = std::variant<std::monostate, bool, int64_t, double, std::shared_ptr<const std::string>,
                            std::shared_ptr<const Items>, Part, std::shared_ptr<const Entries>>;

  Value(const Type& type, Data data) : type_(&type), data_(std::move(data)) {}
  // A copy of `value` as it is found in a container of `element`s.
  static Value found_in(const Type& element, const Value& value);

  const Type* type_ = nullptr;
  bool is_boxed_ = false;
  Data data_;
};

}  // namespace hearth::go_template
