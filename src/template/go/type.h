// Type: what Go's reflection knows of a value and templates can see: its kind, its name (for messages and %T), its
// fields and methods. Types are constants; a value points at its own.
//
//   inline constexpr Field kPointFields[] = {{.name = "X", .type = &kIntType}, {.name = "Y", .type = &kIntType}};
//   inline constexpr Type kPoint = {.kind = Kind::kStruct, .name = "main.Point", .fields = kPointFields};
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace hearth::go_template {

class Value;
struct Type;

enum class Kind { kInterface, kBool, kInt, kFloat, kString, kBytes, kSlice, kMap, kStruct };

enum class InJson { kAlways, kUnlessEmpty };
enum class Order { kByKey, kAsGiven };

struct Field {
  std::string_view name;
  std::string_view json_name = {};  // empty: the name
  InJson in_json = InJson::kAlways;
  const Type* type;
};

// A method without parameters that gives a string. One of the name String decides how its values print.
struct Method {
  std::string_view name;
  std::string (*call)(const Value& receiver);
};

struct Type {
  Kind kind;
  std::string_view name;            // as Go prints it: map[string]interface {}
  const Type* element = nullptr;    // of a slice's items or a map's values; keys are strings
  Order order = Order::kByKey;      // of a map's entries
  std::span<const Field> fields{};  // of a struct
  std::span<const Method> methods{};
  // How its values are written as JSON, where it is not as their kind has it.
  void (*append_json)(std::string& out, const Value& value) = nullptr;

  // Null when there is none.
  const Method* find_method(std::string_view method_name) const;
  // The position among `fields`; -1 when there is none.
  int find_field(std::string_view field_name) const;
};

inline constexpr Type kInterfaceType{.kind = Kind::kInterface, .name = "interface {}"};
inline constexpr Type kBoolType{.kind = Kind::kBool, .name = "bool"};
inline constexpr Type kIntType{.kind = Kind::kInt, .name = "int"};
inline constexpr Type kByteType{.kind = Kind::kInt, .name = "uint8"};
inline constexpr Type kFloatType{.kind = Kind::kFloat, .name = "float64"};
inline constexpr Type kStringType{.kind = Kind::kString, .name = "string"};
inline constexpr Type kAnySlice{.kind = Kind::kSlice, .name = "[]interface {}", .element = &kInterfaceType};
inline constexpr Type kStringSlice{.kind = Kind::kSlice, .name = "[]string", .element = &kStringType};
inline constexpr Type kAnyMap{.kind = Kind::kMap, .name = "map[string]interface {}", .element = &kInterfaceType};

}  // namespace hearth::go_template
