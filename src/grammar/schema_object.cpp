#include "grammar/schema_object.h"

#include <algorithm>
#include <memory>
#include <utility>

#include "base/text.h"
#include "grammar/schema_members.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostRules = 60'000;  // of one object

// Writes members one after the other. A rule for each place and number of members so far, each ending in the next: what
// comes last in a rule takes its place, so an object is no deeper for having many members.
class Writer {
 public:
  Writer(SchemaCompiler& compiler, const Members& members, uint32_t min, uint32_t max)
      : compiler_(compiler), form_(compiler.form()), members_(members), min_(min), max_(max) {}

  Form::Id run() {
    // Beyond the limits that matter a higher count changes nothing.
    const uint32_t top = max_ == kUnlimited ? std::max(min_, 1u) : max_;
    std::vector<Form::Id> next(top + 1);
    for (uint32_t n = 0; n <= top; ++n) next[n] = others(n);
    for (size_t i = members_.named.size(); i-- > 0;) {
      std::vector<Form::Id> own(top + 1);
      for (uint32_t n = 0; n <= top; ++n) own[n] = rule(named(members_.named[i], n, top, next));
      next = std::move(own);
    }
    return next[0];
  }

 private:
  Form::Id rule(Form::Id body) {
    const RuleId made = form_.add_rule("members");
    form_.define(made, body);
    return form_.use(made);
  }

  Form::Id led(uint32_t n, Form::Id member) {
    return n == 0 ? member : form_.sequence({compiler_.json().comma(), member});
  }

  // The member or not, then what follows.
  Form::Id named(const Members::Named& member, uint32_t n, uint32_t top, const std::vector<Form::Id>& next) {
    std::vector<Form::Id> choices;
    if (n < max_) {
      const Form::Id key = form_.literal(Json(member.key).dump());
      const Form::Id whole = form_.sequence({key, compiler_.json().colon(), compiler_.value(member.schemas)});
      choices.push_back(form_.sequence({led(n, whole), next[std::min(n + 1, top)]}));
    }
    if (!member.required) choices.push_back(next[n]);
    return form_.choice(std::move(choices));
  }

  // Members with other keys, behind `n` named ones. As two of them may have the same key, they count as one for `min`.
  Form::Id others(uint32_t n) {
    const uint32_t missing = min_ > n ? min_ - n : 0;
    const Form::Id nothing = form_.literal("");
    if (members_.others.empty()) return missing == 0 ? nothing : form_.choice({});
    if (missing > 1 || (missing == 1 && n >= max_)) return form_.choice({});
    if (n >= max_) return nothing;
    std::vector<Form::Id> kinds;
    for (const Members::Others& other : members_.others) {
      kinds.push_back(form_.sequence({key_of(other), compiler_.json().colon(), compiler_.value(other.schemas)}));
    }
    const Form::Id member = form_.choice(std::move(kinds));
    const uint32_t most = max_ == kUnlimited ? kUnlimited : max_ - n;
    const Form::Id more = form_.sequence({compiler_.json().comma(), member});
    if (n > 0) return form_.repeat(more, missing, most);
    const Form::Id all = form_.sequence({member, form_.repeat(more, 0, most == kUnlimited ? most : most - 1)});
    return missing > 0 ? all : form_.optional(all);
  }

  Form::Id key_of(const Members::Others& other) {
    if (other.keys == nullptr) return compiler_.json().string();
    const Form::Id quote = form_.literal("\"");
    return form_.sequence({quote, form_.json_text(other.keys), quote});
  }

  SchemaCompiler& compiler_;
  Form& form_;
  const Members& members_;
  uint32_t min_, max_;
};

bool speaks_of_parts(const Schema& part) {
  return std::ranges::any_of(*part.json->if_object(), [](const Json::Member& member) {
    constexpr std::string_view kParts[] = {"additionalProperties", "items",    "patternProperties", "prefixItems",
                                           "properties",           "required", "uniqueItems"};
    return std::ranges::find(kParts, member.key) != std::end(kParts);
  });
}

}  // namespace

Result<Form::Id> object_form(SchemaCompiler& compiler, const Shape& shape) {
  const Members members = TRY(read_members(shape));
  const std::string path = shape.parts.empty() ? "#" : shape.parts.back().path;
  const size_t n_named = members.named.size();
  const auto n_required = static_cast<size_t>(std::ranges::count_if(members.named, &Members::Named::required));
  if (n_required > shape.max_properties) {
    return wrong_schema(path, concat("maxProperties is ", shape.max_properties, ", but ", n_required, " are required"));
  }
  if (shape.min_properties > n_named + (members.others.empty() ? 0 : 1)) {
    if (members.others.empty()) {
      return wrong_schema(path, concat("minProperties is ", shape.min_properties, ", but there are only ", n_named));
    }
    return unsupported_schema(path + "/minProperties", "so many members without names are not supported");
  }
  // Limits that hold anyway need no counting.
  const uint32_t min = shape.min_properties <= n_required ? 0 : shape.min_properties;
  const uint32_t max = members.others.empty() && shape.max_properties >= n_named ? kUnlimited : shape.max_properties;
  const uint64_t n_counts = max == kUnlimited ? std::max(min, 1u) : max;
  if (n_counts * (n_named + 1) > kMostRules) return wrong_schema(path, "too many members to count");
  return compiler.json().braces('{', Writer(compiler, members, min, max).run(), '}');
}

bool listed_value_fits(const Json& value, const Shape& shape) {
  const Types type = type_of(value);
  return (type != types::kArray && type != types::kObject) || std::ranges::none_of(shape.parts, speaks_of_parts);
}

}  // namespace hearth::grammar
