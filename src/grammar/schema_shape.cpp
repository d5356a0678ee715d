#include "grammar/schema_shape.h"

#include <algorithm>
#include <numeric>

#include "base/text.h"
#include "base/utf8.h"
#include "grammar/regex.h"
#include "grammar/text_format.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostComparisons = 4'000'000;

enum class Subject { kNote, kAny, kNumber, kString, kArray, kObject };

struct Keyword {
  std::string_view name;
  Subject subject;
};

constexpr Keyword kKeywords[] = {
#define KEYWORD(name, subject) {name, Subject::subject},
#include "grammar/schema_keywords.def"
#undef KEYWORD
};

Types types_of(Subject subject) {
  switch (subject) {
    case Subject::kNumber:
      return types::kNumber;
    case Subject::kString:
      return types::kString;
    case Subject::kArray:
      return types::kArray;
    case Subject::kObject:
      return types::kObject;
    default:
      return 0;
  }
}

Result<Types> type_named(const Schema& at) {
  struct Name {
    std::string_view name;
    Types types;
  };
  constexpr Name kNames[] = {{"null", types::kNull},     {"boolean", types::kBoolean}, {"integer", types::kInteger},
                             {"number", types::kNumber}, {"string", types::kString},   {"array", types::kArray},
                             {"object", types::kObject}};
  const std::string* text = at.json->if_string();
  const auto* found = text == nullptr ? std::end(kNames) : std::ranges::find(kNames, *text, &Name::name);
  if (found != std::end(kNames)) return found->types;
  return wrong_schema(at.path, concat(at.json->dump(),
                                      " is no type; there are null, boolean, integer, number, string, array and "
                                      "object"));
}

Result<Types> read_types(const Schema& at) {
  const Json::Array* list = at.json->if_array();
  if (list == nullptr) return type_named(at);
  Types all = 0;
  for (const Json& item : *list) all = static_cast<Types>(all | TRY(type_named({&item, at.path})));
  if (all == 0) return wrong_schema(at.path, "there is no type in this list");
  return all;
}

Result<uint32_t> read_count(const Schema& at) {
  const auto number = to_decimal(*at.json);
  if (!number || number->negative || !number->fraction.empty()) {
    return wrong_schema(at.path, concat("expected a whole number that is not negative, found ", at.json->dump()));
  }
  constexpr size_t kDigits = 9;
  if (number->whole.size() > kDigits) return kUnlimited - 1;
  return static_cast<uint32_t>(std::stoul("0" + number->whole));
}

// Reads the keywords of one schema into a shape.
class Reader {
 public:
  Reader(const Schema& schema, Shape& shape) : schema_(schema), shape_(shape) {}

  Status run() {
    for (const auto& [key, value] : *schema_.json->if_object()) TRY(note(key));
    TRY(read_any());
    TRY(read_numbers());
    TRY(read_strings());
    TRY(read_sizes());
    shape_.parts.push_back(schema_);
    return {};
  }

 private:
  Schema at(std::string_view key, const Json& value) const { return member_of(schema_, key, value); }

  void contradict(std::string_view key, std::string_view what) {
    if (shape_.contradiction.empty()) shape_.contradiction = concat(schema_.path, '/', key, ": ", what);
  }

  Status note(const std::string& key) {
    const auto* known = std::ranges::find(kKeywords, key, &Keyword::name);
    if (known != std::end(kKeywords)) {
      shape_.mentioned = static_cast<Types>(shape_.mentioned | types_of(known->subject));
      return {};
    }
    if (key.starts_with("x-")) return {};
    return unsupported_schema(at(key, Json()).path, "this keyword is not supported");
  }

  Status read_any() {
    if (const Json* type = schema_.json->find("type")) {
      shape_.allowed = static_cast<Types>(shape_.allowed & TRY(read_types(at("type", *type))));
      shape_.names_types = true;
      if (shape_.allowed == 0) contradict("type", "no value has all the types that are asked for");
    }
    if (const Json* list = schema_.json->find("enum")) {
      const Json::Array* items = list->if_array();
      if (items == nullptr || items->empty()) {
        return wrong_schema(at("enum", *list).path, "expected a list of values that is not empty");
      }
      std::vector<const Json*> values;
      for (const Json& item : *items) values.push_back(&item);
      TRY(keep_values("enum", std::move(values)));
    }
    if (const Json* value = schema_.json->find("const")) TRY(keep_values("const", {value}));
    return {};
  }

  Status keep_values(std::string_view key, std::vector<const Json*> values) {
    shape_.names_types = true;
    if (shape_.values) {
      if (shape_.values->size() * values.size() > kMostComparisons) {
        return wrong_schema(schema_.path, "too many values to compare");
      }
      std::erase_if(values, [&](const Json* value) {
        return std::ranges::none_of(*shape_.values, [&](const Json* other) { return same_value(*value, *other); });
      });
    }
    if (values.empty()) contradict(key, "no value is left");
    shape_.values = std::move(values);
    return {};
  }

  Status read_numbers() {
    NumberRange own;
    for (const std::string_view key : {"minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum"}) {
      const Json* value = schema_.json->find(key);
      if (value == nullptr) continue;
      const auto number = to_decimal(*value);
      if (!number) return wrong_schema(at(key, *value).path, concat("expected a number, found ", value->dump()));
      const NumberRange::Bound bound{*number, key.starts_with("exclusive")};
      const bool is_least = key == "minimum" || key == "exclusiveMinimum";
      for (NumberRange* range : {&own, &shape_.numbers})
        is_least ? range->raise_least(bound) : range->lower_most(bound);
    }
    if (is_empty(own)) return wrong_schema(schema_.path, "the smallest number that is allowed is above the largest");
    if (is_empty(shape_.numbers)) forbid(types::kNumber, "minimum", "no number is left");
    const Json* multiple = schema_.json->find("multipleOf");
    if (multiple == nullptr) return {};
    const Schema place = at("multipleOf", *multiple);
    const auto number = to_decimal(*multiple);
    if (!number || number->negative || number->is_zero())
      return wrong_schema(place.path, "expected a number above zero");
    const int64_t* whole = multiple->if_int64();
    const int64_t both = whole == nullptr || *whole > kMostMultiple ? 0 : std::lcm(shape_.numbers.multiple_of, *whole);
    if (both == 0 || both > kMostMultiple) {
      return unsupported_schema(
          place.path, concat(multiple->dump(), " is not supported, only whole numbers up to ", kMostMultiple, " are"));
    }
    shape_.numbers.multiple_of = both;
    return {};
  }

  static bool is_empty(const NumberRange& range) {
    if (!range.least || !range.most) return false;
    const int order = compare(range.least->value, range.most->value);
    return order > 0 || (order == 0 && (range.least->exclusive || range.most->exclusive));
  }

  void forbid(Types what, std::string_view key, std::string_view why) {
    shape_.allowed = static_cast<Types>(shape_.allowed & ~what);
    if (shape_.types() == 0) contradict(key, why);
  }

  Status read_strings() {
    TRY(read_limits("minLength", "maxLength", shape_.min_length, shape_.max_length, types::kString));
    if (const Json* pattern = schema_.json->find("pattern")) {
      const Schema place = at("pattern", *pattern);
      const std::string* text = pattern->if_string();
      if (text == nullptr) return wrong_schema(place.path, "expected a string");
      auto dfa = parse_regex(*text);
      if (!dfa) return within(place.path, dfa.error());
      if (dfa->empty()) return wrong_schema(place.path, "this pattern matches nothing");
      shape_.texts.push_back(std::make_shared<const Dfa>(*std::move(dfa)));
    }
    if (const Json* format = schema_.json->find("format")) {
      const Schema place = at("format", *format);
      const std::string* name = format->if_string();
      if (name == nullptr) return wrong_schema(place.path, "expected a string");
      auto dfa = find_text_format(*name);
      if (!dfa) return within(place.path, dfa.error());
      if (*dfa != nullptr) shape_.texts.push_back(*std::move(dfa));
    }
    return {};
  }

  Status read_sizes() {
    TRY(read_limits("minItems", "maxItems", shape_.min_items, shape_.max_items, types::kArray));
    TRY(read_limits("minProperties", "maxProperties", shape_.min_properties, shape_.max_properties, types::kObject));
    const Json* unique = schema_.json->find("uniqueItems");
    if (unique == nullptr) return {};
    if (unique->if_bool() == nullptr) return wrong_schema(at("uniqueItems", *unique).path, "expected true or false");
    shape_.unique_items = shape_.unique_items || *unique->if_bool();
    return {};
  }

  Status read_limits(std::string_view min_key, std::string_view max_key, uint32_t& min, uint32_t& max, Types what) {
    uint32_t own_min = 0, own_max = kUnlimited;
    if (const Json* value = schema_.json->find(min_key)) own_min = TRY(read_count(at(min_key, *value)));
    if (const Json* value = schema_.json->find(max_key)) own_max = TRY(read_count(at(max_key, *value)));
    if (own_min > own_max) {
      return wrong_schema(schema_.path, concat(min_key, " is ", own_min, ", above ", max_key, ", which is ", own_max));
    }
    min = std::max(min, own_min);
    max = std::min(max, own_max);
    if (min > max) forbid(what, min_key, "above the upper limit");
    return {};
  }

  const Schema& schema_;
  Shape& shape_;
};

bool same_members(const Json::Object& a, const Json& b) {
  return a.size() == b.if_object()->size() && std::ranges::all_of(a, [&](const Json::Member& member) {
           const Json* other = b.find(member.key);
           return other != nullptr && same_value(member.value, *other);
         });
}

}  // namespace

Types type_of(const Json& value) {
  if (value.is_null()) return types::kNull;
  if (value.if_bool() != nullptr) return types::kBoolean;
  if (value.if_string() != nullptr) return types::kString;
  if (value.if_array() != nullptr) return types::kArray;
  if (value.if_object() != nullptr) return types::kObject;
  return to_decimal(value)->fraction.empty() ? types::kInteger : types::kFraction;
}

Types Shape::types() const { return names_types || mentioned == 0 ? allowed : static_cast<Types>(allowed & mentioned); }

bool Shape::allows(const Json& value) const {
  if ((allowed & type_of(value)) == 0) return false;
  if (const auto number = to_decimal(value)) return numbers.contains(*number);
  if (const std::string* text = value.if_string()) {
    const size_t length = utf8::length(*text);
    return length >= min_length && length <= max_length &&
           std::ranges::all_of(texts, [&](const auto& dfa) { return dfa->matches(*text); });
  }
  const auto* items = value.if_array();
  const auto* members = value.if_object();
  if (items != nullptr) return items->size() >= min_items && items->size() <= max_items;
  return members == nullptr || (members->size() >= min_properties && members->size() <= max_properties);
}

Status Shape::add(const Schema& schema) {
  if (std::ranges::find(parts, schema.json, &Schema::json) != parts.end()) return {};
  return Reader(schema, *this).run();
}

std::unexpected<Error> wrong_schema(std::string_view path, std::string_view what) {
  return fail(ErrorCode::kInvalidArgument, concat(path, ": ", what));
}

std::unexpected<Error> unsupported_schema(std::string_view path, std::string_view what) {
  return fail(ErrorCode::kUnsupported, concat(path, ": ", what));
}

Schema member_of(const Schema& schema, std::string_view key, const Json& value) {
  constexpr size_t kMostKey = 80;
  Schema out{&value, schema.path + '/'};
  for (const char c : utf8::make_valid(key.substr(0, kMostKey))) {
    if (c == '~')
      out.path += "~0";
    else if (c == '/')
      out.path += "~1";
    else
      out.path += c;
  }
  return out;
}

bool same_value(const Json& a, const Json& b) {
  const auto x = to_decimal(a), y = to_decimal(b);
  if (x || y) return x == y;
  const Json::Array *items = a.if_array(), *others = b.if_array();
  if (items != nullptr && others != nullptr) return std::ranges::equal(*items, *others, same_value);
  if (a.if_object() != nullptr && b.if_object() != nullptr) return same_members(*a.if_object(), b);
  return a == b;
}

}  // namespace hearth::grammar
