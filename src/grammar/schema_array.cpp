#include "grammar/schema_array.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/text.h"

namespace hearth::grammar {
namespace {

constexpr uint32_t kMostPlaces = 1000;

struct Items {
  std::vector<Conjunction> places{};
  Conjunction rest{};
};

Result<Items> read_items(const Shape& shape) {
  Items out;
  size_t n_places = 0;
  for (const Schema& part : shape.parts) {
    const Json* list = part.json->find("prefixItems");
    if (list == nullptr) continue;
    const Schema at = member_of(part, "prefixItems", *list);
    if (list->if_array() == nullptr) return wrong_schema(at.path, "expected a list of schemas");
    if (list->if_array()->size() > kMostPlaces)
      return wrong_schema(at.path, concat("more than ", kMostPlaces, " places"));
    n_places = std::max(n_places, list->if_array()->size());
  }
  out.places.resize(n_places);
  for (const Schema& part : shape.parts) {
    const Json *list = part.json->find("prefixItems"), *rest = part.json->find("items");
    const size_t n_own = list == nullptr ? 0 : list->if_array()->size();
    for (size_t i = 0; i < n_places; ++i) {
      if (i < n_own)
        out.places[i].push_back(member_of(member_of(part, "prefixItems", *list), concat(i), (*list->if_array())[i]));
      else if (rest != nullptr)
        out.places[i].push_back(member_of(part, "items", *rest));
    }
    if (rest == nullptr) continue;
    if (rest->if_array() != nullptr) {
      return unsupported_schema(member_of(part, "items", *rest).path,
                                "a list of schemas is not supported; use prefixItems");
    }
    out.rest.push_back(member_of(part, "items", *rest));
  }
  return out;
}

// The items from `i` on, with the comma in front of each but the first. Right to left, each behind the other.
Form::Id items_form(SchemaCompiler& compiler, const Items& items, uint32_t min, uint32_t max) {
  Form& form = compiler.form();
  const auto n_places = static_cast<uint32_t>(items.places.size());
  const auto led = [&](bool first, Form::Id item) {
    return first ? item : form.sequence({compiler.json().comma(), item});
  };
  const Form::Id nothing = form.literal("");
  Form::Id tail = nothing;
  if (max > n_places) {
    const uint32_t least = min > n_places ? min - n_places : 0, most = max == kUnlimited ? max : max - n_places;
    const Form::Id item = compiler.value(items.rest);
    if (n_places > 0) {
      tail = form.repeat(led(false, item), least, most);
    } else {
      const Form::Id more =
          form.repeat(led(false, item), least > 0 ? least - 1 : 0, most == kUnlimited ? most : most - 1);
      tail = form.sequence({item, more});
      if (least == 0) tail = form.optional(tail);
    }
  }
  for (uint32_t i = std::min(n_places, max); i-- > 0;) {
    tail = form.sequence({led(i == 0, compiler.value(items.places[i])), tail});
    if (i >= min) tail = form.optional(tail);
    const RuleId rule = form.add_rule("items");
    form.define(rule, tail);
    tail = form.use(rule);
  }
  return tail;
}

}  // namespace

Result<Form::Id> array_form(SchemaCompiler& compiler, const Shape& shape) {
  const Items items = TRY(read_items(shape));
  // Where an item is never allowed, the array ends at the latest.
  uint32_t max = shape.max_items;
  for (uint32_t i = 0; i < items.places.size(); ++i) {
    if (SchemaCompiler::is_never(items.places[i])) max = std::min(max, i);
  }
  if (SchemaCompiler::is_never(items.rest)) max = std::min(max, static_cast<uint32_t>(items.places.size()));
  const std::string path = shape.parts.empty() ? "#" : shape.parts.back().path;
  if (shape.min_items > max) {
    return wrong_schema(path, concat("minItems is ", shape.min_items, ", but only ", max, " items are allowed"));
  }
  if (shape.unique_items && max > 1) {
    return unsupported_schema(path + "/uniqueItems", "this keyword is not supported for arrays of several items");
  }
  return compiler.json().braces('[', items_form(compiler, items, shape.min_items, max), ']');
}

}  // namespace hearth::grammar
