#include "grammar/schema_resolver.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <optional>
#include <utility>

#include "base/text.h"
#include "grammar/schema_disjoint.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostAlternatives = 4096;
constexpr size_t kMostOneOf = 128;  // whose branches are compared each with each
constexpr size_t kMostApplied = 20'000;
constexpr size_t kMostOpen = 100;  // schemas applied in each other

std::optional<unsigned> hex_byte(std::string_view digits) {
  unsigned value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != 2 || error != std::errc() || end != digits.data() + 2) return std::nullopt;
  return value;
}

// One part of a JSON Pointer in a URI fragment.
std::string unescape(std::string_view part) {
  std::string plain;
  for (size_t i = 0; i < part.size(); ++i) {
    const auto byte = part[i] == '%' ? hex_byte(part.substr(i + 1, 2)) : std::nullopt;
    plain += byte ? static_cast<char>(*byte) : part[i];
    if (byte) i += 2;
  }
  std::string out;
  for (size_t i = 0; i < plain.size(); ++i) {
    const std::string_view two = std::string_view(plain).substr(i, 2);
    out += two == "~0" ? '~' : two == "~1" ? '/' : plain[i];
    if (two == "~0" || two == "~1") ++i;
  }
  return out;
}

const Json* child(const Json& json, const std::string& key) {
  if (json.if_object() != nullptr) return json.find(key);
  const Json::Array* items = json.if_array();
  size_t i = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), i);
  const bool is_index = items != nullptr && error == std::errc() && end == key.data() + key.size();
  return is_index && i < items->size() ? &(*items)[i] : nullptr;
}

}  // namespace

Result<std::vector<Shape>> SchemaResolver::alternatives(const Conjunction& all) {
  Shapes shapes(1);
  n_applied_ = 0;
  for (const Schema& schema : all) shapes = TRY(apply(schema, std::move(shapes)));
  std::string reason;
  for (Shape& shape : shapes) {
    if (shape.values) {
      std::erase_if(*shape.values, [&](const Json* value) { return !shape.allows(*value); });
      if (shape.values->empty() && shape.contradiction.empty()) {
        shape.contradiction = concat(all.back().path, ": no value is left of those in enum or const");
      }
    }
    if (reason.empty()) reason = shape.contradiction;
  }
  std::erase_if(shapes, [](const Shape& shape) { return shape.allows_nothing(); });
  if (!shapes.empty()) return shapes;
  if (!reason.empty()) return fail(ErrorCode::kInvalidArgument, reason);
  return wrong_schema(all.back().path, "no value is allowed");
}

Result<SchemaResolver::Shapes> SchemaResolver::apply(const Schema& schema, Shapes shapes) {
  if (const bool* any = schema.json->if_bool()) return *any ? std::move(shapes) : Shapes{};
  if (schema.json->if_object() == nullptr)
    return wrong_schema(schema.path, "expected a schema: an object, true or false");
  if (std::ranges::find(open_, schema.json) != open_.end()) {
    return wrong_schema(schema.path, "this schema is defined by itself");
  }
  if (open_.size() >= kMostOpen) return wrong_schema(schema.path, "too many schemas in each other");
  if (++n_applied_ > kMostApplied) return wrong_schema(schema.path, "too many schemas together");
  open_.push_back(schema.json);
  auto applied = apply_object(schema, std::move(shapes));
  open_.pop_back();
  return applied;
}

Result<SchemaResolver::Shapes> SchemaResolver::apply_object(const Schema& schema, Shapes shapes) {
  for (Shape& shape : shapes) TRY(shape.add(schema));
  if (const Json* reference = schema.json->find("$ref")) {
    const Schema target = TRY(target_of(member_of(schema, "$ref", *reference)));
    shapes = TRY(apply(target, std::move(shapes)));
  }
  if (const Json* all = schema.json->find("allOf")) {
    const Schema list = member_of(schema, "allOf", *all);
    const Json::Array* items = all->if_array();
    if (items == nullptr || items->empty())
      return wrong_schema(list.path, "expected a list of schemas that is not empty");
    for (size_t i = 0; i < items->size(); ++i) {
      shapes = TRY(apply(member_of(list, concat(i), (*items)[i]), std::move(shapes)));
    }
  }
  for (const std::string_view kind : {"anyOf", "oneOf"}) {
    if (const Json* branches = schema.json->find(kind)) {
      shapes = TRY(apply_branches(member_of(schema, kind, *branches), kind, shapes));
    }
  }
  return shapes;
}

Result<SchemaResolver::Shapes> SchemaResolver::apply_branches(const Schema& list, std::string_view kind,
                                                              const Shapes& shapes) {
  const Json::Array* branches = list.json->if_array();
  if (branches == nullptr || branches->empty()) {
    return wrong_schema(list.path, "expected a list of schemas that is not empty");
  }
  if (branches->size() * shapes.size() > kMostAlternatives) {
    return wrong_schema(list.path, concat("more than ", kMostAlternatives, " alternatives"));
  }
  if (kind == "oneOf" && exclusive_.insert(list.json).second) TRY(check_one_of(list));
  Shapes out;
  for (size_t i = 0; i < branches->size(); ++i) {
    Shapes made = TRY(apply(member_of(list, concat(i), (*branches)[i]), shapes));
    if (out.size() + made.size() > kMostAlternatives) {
      return wrong_schema(list.path, concat("more than ", kMostAlternatives, " alternatives"));
    }
    std::ranges::move(made, std::back_inserter(out));
  }
  return out;
}

// Whoever generates by one branch must not meet another one.
Status SchemaResolver::check_one_of(const Schema& list) {
  const Json::Array& branches = *list.json->if_array();
  if (branches.size() > kMostOneOf) {
    return unsupported_schema(list.path, concat("more than ", kMostOneOf, " branches are not supported; use anyOf"));
  }
  std::vector<Shapes> shapes;
  for (size_t i = 0; i < branches.size(); ++i) {
    shapes.push_back(TRY(apply(member_of(list, concat(i), branches[i]), Shapes(1))));
  }
  for (size_t a = 0; a < shapes.size(); ++a) {
    for (size_t b = a + 1; b < shapes.size(); ++b) {
      if (are_disjoint(shapes[a], shapes[b])) continue;
      return unsupported_schema(list.path, concat("branches ", a, " and ", b,
                                                  " may hold at the same time, which is not "
                                                  "supported; use anyOf, or a property that tells them apart"));
    }
  }
  return {};
}

Result<Schema> SchemaResolver::target_of(const Schema& reference) const {
  const std::string* text = reference.json->if_string();
  if (text == nullptr) return wrong_schema(reference.path, "expected a string");
  if (*text != "#" && !text->starts_with("#/")) {
    return unsupported_schema(
        reference.path, concat("\"", text->substr(0, 100), "\" is not supported, only references like #/$defs/name"));
  }
  const Json* at = &root_;
  for (std::string_view rest = std::string_view(*text).substr(1); !rest.empty();) {
    rest.remove_prefix(1);
    const size_t end = std::min(rest.find('/'), rest.size());
    at = child(*at, unescape(rest.substr(0, end)));
    if (at == nullptr) return wrong_schema(reference.path, concat("there is no ", text->substr(0, 100)));
    rest.remove_prefix(end);
  }
  return Schema{at, *text};
}

}  // namespace hearth::grammar
