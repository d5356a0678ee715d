#include "grammar/schema_compiler.h"

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "base/text.h"
#include "grammar/schema_array.h"
#include "grammar/schema_object.h"

namespace hearth::grammar {
namespace {

constexpr size_t kMostExpressions = 400'000;

// A schema's own numbers, with what its types leave of fractions.
NumberRange range_of(Types type, const Shape& shape) {
  NumberRange range = shape.numbers;
  range.fraction = type == types::kInteger ? Fraction::kNone : Fraction::kAllowed;
  return range;
}

Result<Form::Id> at_shape(const Shape& shape, Result<Form::Id> made) {
  if (made || shape.parts.empty()) return made;
  return within(shape.parts.back().path, made.error());
}

}  // namespace

Result<Form> SchemaCompiler::run() {
  const RuleId root = form_.add_rule("root");
  form_.set_root(root);
  form_.define(root, form_.sequence({json_.space(), value({{&root_, "#"}})}));
  if (is_never({{&root_, "#"}})) return wrong_schema("#", "no value is allowed");
  // A list, not recursion: schemas may refer to each other as deep as they like.
  while (!open_.empty()) {
    const Open next = std::move(open_.back());
    open_.pop_back();
    form_.define(next.rule, TRY(body(next.all)));
    if (form_.n_expressions() > kMostExpressions) {
      return fail(ErrorCode::kInvalidArgument,
                  concat("the schema is too large: it needs more than ", kMostExpressions, " parts of a grammar"));
    }
  }
  return std::move(form_);
}

Form::Id SchemaCompiler::value(const Conjunction& all) {
  Conjunction own;
  std::vector<const Json*> key;
  for (const Schema& schema : all) {
    if (schema.json->if_bool() != nullptr && *schema.json->if_bool()) continue;
    if (std::ranges::find(key, schema.json) != key.end()) continue;
    key.push_back(schema.json);
    own.push_back(schema);
  }
  if (own.empty()) return json_.value();
  std::ranges::sort(key);
  const auto known = rules_.find(key);
  if (known != rules_.end()) return form_.use(known->second);
  const RuleId rule = form_.add_rule(own[0].path);
  rules_.emplace(std::move(key), rule);
  open_.push_back({rule, std::move(own)});
  return form_.use(rule);
}

bool SchemaCompiler::is_never(const Conjunction& all) {
  return std::ranges::any_of(
      all, [](const Schema& schema) { return schema.json->if_bool() != nullptr && !*schema.json->if_bool(); });
}

Result<Form::Id> SchemaCompiler::body(const Conjunction& all) {
  std::vector<Form::Id> choices;
  for (const Shape& shape : TRY(resolver_.alternatives(all))) {
    choices.push_back(TRY(shape_form(shape)));
  }
  return choices.size() == 1 ? choices[0] : form_.choice(std::move(choices));
}

Result<Form::Id> SchemaCompiler::shape_form(const Shape& shape) {
  std::vector<Form::Id> choices;
  if (shape.values) {
    for (const Json* value : *shape.values) {
      if (!listed_value_fits(*value, shape)) {
        return unsupported_schema(shape.parts.back().path,
                                  "lists of objects or arrays beside keywords about their parts are not supported");
      }
      choices.push_back(form_.literal(value->dump()));
    }
    return form_.choice(std::move(choices));
  }
  const Types allowed = shape.types();
  for (const Types type :
       {types::kObject, types::kArray, types::kString, types::kNumber, types::kBoolean, types::kNull}) {
    const auto part = static_cast<Types>(allowed & type);
    if (part != 0) choices.push_back(TRY(typed_form(part, shape)));
  }
  return choices.size() == 1 ? choices[0] : form_.choice(std::move(choices));
}

Result<Form::Id> SchemaCompiler::typed_form(Types type, const Shape& shape) {
  switch (type) {
    case types::kNull:
      return form_.literal("null");
    case types::kBoolean:
      return form_.choice({form_.literal("true"), form_.literal("false")});
    case types::kString:
      return at_shape(shape, string_form(shape));
    case types::kArray:
      return array_form(*this, shape);
    case types::kObject:
      return object_form(*this, shape);
    default:
      break;
  }
  const NumberRange range = range_of(type, shape);
  if (!range.is_unbounded()) return at_shape(shape, number_form(form_, range));
  return type == types::kInteger ? json_.integer() : json_.number();
}

Result<Form::Id> SchemaCompiler::string_form(const Shape& shape) {
  const bool any_length = shape.min_length == 0 && shape.max_length == kUnlimited;
  if (shape.texts.empty()) return any_length ? json_.string() : json_.string(shape.min_length, shape.max_length);
  Dfa all = *shape.texts[0];
  for (size_t i = 1; i < shape.texts.size(); ++i) {
    auto both = intersection(all, *shape.texts[i]);
    if (!both) return within("patterns together", both.error());
    all = *std::move(both);
  }
  if (!any_length) {
    const auto length = text_of_length(shape.min_length, shape.max_length);
    if (!length) return within("minLength and maxLength with a pattern", length.error());
    auto both = intersection(all, *length);
    if (!both) return within("pattern with minLength and maxLength", both.error());
    all = *std::move(both);
  }
  if (all.empty()) return fail(ErrorCode::kInvalidArgument, "no string fits pattern, format and length together");
  const Form::Id quote = form_.literal("\"");
  return form_.sequence({quote, form_.json_text(std::make_shared<const Dfa>(std::move(all))), quote});
}

}  // namespace hearth::grammar
