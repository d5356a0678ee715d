// Shape: what a conjunction of schemas asks of a value, all keywords merged that can be: one alternative of it.
//
// What is about members and items stays with its schemas (`parts`) until the rules for them are made
// (schema_object.cpp, schema_array.cpp).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "grammar/dfa.h"
#include "grammar/form.h"
#include "grammar/number_range.h"

namespace hearth::grammar {

// A schema and where it is: "#/properties/name".
struct Schema {
  const Json* json = nullptr;
  std::string path{};
};

// All of them hold.
using Conjunction = std::vector<Schema>;

// Types of values, as a set. A number is an integer or has a fraction.
using Types = uint8_t;
namespace types {
inline constexpr Types kNull = 1, kBoolean = 2, kInteger = 4, kFraction = 8, kString = 16, kArray = 32, kObject = 64;
inline constexpr Types kNumber = kInteger | kFraction, kAll = 127;
}  // namespace types

Types type_of(const Json& value);

struct Shape {
  Types allowed = types::kAll;
  bool names_types = false;  // a schema says `type`, `enum` or `const`
  Types mentioned = 0;       // those that other keywords are about
  std::optional<std::vector<const Json*>> values{};
  NumberRange numbers{};
  uint32_t min_length = 0, max_length = kUnlimited;
  std::vector<std::shared_ptr<const Dfa>> texts{};  // all match
  uint32_t min_items = 0, max_items = kUnlimited;
  bool unique_items = false;
  uint32_t min_properties = 0, max_properties = kUnlimited;
  std::vector<Schema> parts{};
  std::string contradiction{};  // the first one, in words; empty when there is none

  // Where `type` is missing, the types that the other keywords are about are meant, as people write it.
  Types types() const;
  bool allows_nothing() const { return !contradiction.empty(); }
  // Whether a value is allowed, by all but what is about members and items.
  bool allows(const Json& value) const;

  // Merges the keywords of one schema, which is an object, but for $ref, allOf, anyOf and oneOf. Errors name the path.
  Status add(const Schema& schema);
};

// "#/a: what"
std::unexpected<Error> wrong_schema(std::string_view path, std::string_view what);
std::unexpected<Error> unsupported_schema(std::string_view path, std::string_view what);
// The schema that is a member of another; its path is escaped as in JSON Pointer.
Schema member_of(const Schema& schema, std::string_view key, const Json& value);
// Values by what they mean: 1 is 1.0, and the order of members does not count.
bool same_value(const Json& a, const Json& b);

}  // namespace hearth::grammar
