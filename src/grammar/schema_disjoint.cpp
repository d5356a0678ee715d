#include "grammar/schema_disjoint.h"

#include <algorithm>
#include <optional>
#include <string>

namespace hearth::grammar {
namespace {

// The values that a schema lists; null when it lists none.
std::optional<std::vector<const Json*>> listed_values(const Json& schema) {
  if (const Json* value = schema.find("const")) return std::vector<const Json*>{value};
  const Json* list = schema.find("enum");
  if (list == nullptr || list->if_array() == nullptr) return std::nullopt;
  std::vector<const Json*> values;
  for (const Json& item : *list->if_array()) values.push_back(&item);
  return values;
}

constexpr size_t kMostComparisons = 100'000;  // beyond them nothing is certain

bool share_value(const std::vector<const Json*>& a, const std::vector<const Json*>& b) {
  if (a.size() * b.size() > kMostComparisons) return true;
  return std::ranges::any_of(
      a, [&](const Json* x) { return std::ranges::any_of(b, [&](const Json* y) { return same_value(*x, *y); }); });
}

// The one type that a schema names.
const std::string* type_name(const Json& schema) {
  const Json* type = schema.find("type");
  return type == nullptr ? nullptr : type->if_string();
}

bool schemas_are_disjoint(const Json& a, const Json& b) {
  const auto x = listed_values(a), y = listed_values(b);
  if (x && y) return !share_value(*x, *y);
  const std::string *p = type_name(a), *q = type_name(b);
  if (p == nullptr || q == nullptr || *p == *q) return false;
  const auto is_number = [](const std::string& type) { return type == "integer" || type == "number"; };
  return !(is_number(*p) && is_number(*q));
}

template <class Each>
void each_required(const Shape& shape, const Each& each) {
  for (const Schema& part : shape.parts) {
    const Json* list = part.json->find("required");
    if (list == nullptr || list->if_array() == nullptr) continue;
    for (const Json& key : *list->if_array()) {
      if (key.if_string() != nullptr) each(*key.if_string());
    }
  }
}

bool requires_member(const Shape& shape, const std::string& key) {
  bool found = false;
  each_required(shape, [&](const std::string& name) { found = found || name == key; });
  return found;
}

const Json* declared(const Schema& part, const std::string& key) {
  const Json* properties = part.json->find("properties");
  return properties == nullptr ? nullptr : properties->find(key);
}

bool forbids(const Shape& shape, const std::string& key) {
  return std::ranges::any_of(shape.parts, [&](const Schema& part) {
    const Json* schema = declared(part, key);
    if (schema != nullptr) return schema->if_bool() != nullptr && !*schema->if_bool();
    const Json* rest = part.json->find("additionalProperties");
    return rest != nullptr && rest->if_bool() != nullptr && !*rest->if_bool() &&
           part.json->find("patternProperties") == nullptr;
  });
}

bool member_tells_apart(const Shape& a, const Shape& b) {
  bool apart = false;
  each_required(a, [&](const std::string& key) {
    if (apart || forbids(b, key)) {
      apart = true;
      return;
    }
    if (!requires_member(b, key)) return;
    for (const Schema& x : a.parts) {
      for (const Schema& y : b.parts) {
        const Json *p = declared(x, key), *q = declared(y, key);
        apart = apart || (p != nullptr && q != nullptr && schemas_are_disjoint(*p, *q));
      }
    }
  });
  return apart;
}

bool shapes_are_disjoint(const Shape& a, const Shape& b) {
  if (a.allows_nothing() || b.allows_nothing()) return true;
  // What would be written for one must not be valid for the other, which may allow more than is written for it.
  const auto both = static_cast<Types>((a.types() & b.allowed) | (b.types() & a.allowed));
  if (both == 0) return true;
  if (a.values && b.values) return !share_value(*a.values, *b.values);
  if (a.values || b.values) {
    const Shape &list = a.values ? a : b, &other = a.values ? b : a;
    return std::ranges::none_of(*list.values, [&](const Json* value) { return other.allows(*value); });
  }
  if (both != types::kObject) return false;
  return member_tells_apart(a, b) || member_tells_apart(b, a);
}

}  // namespace

bool are_disjoint(const std::vector<Shape>& a, const std::vector<Shape>& b) {
  return std::ranges::all_of(a, [&](const Shape& x) {
    return std::ranges::all_of(b, [&](const Shape& y) { return shapes_are_disjoint(x, y); });
  });
}

}  // namespace hearth::grammar
