// SchemaCompiler: a JSON schema to a Form. Each conjunction of schemas that a value has to fit becomes a rule, made
// once, so that recursive schemas become recursive rules.
#pragma once

#include <map>
#include <vector>

#include "base/result.h"
#include "grammar/form.h"
#include "grammar/json_form.h"
#include "grammar/schema_resolver.h"
#include "grammar/schema_shape.h"

namespace hearth::grammar {

class SchemaCompiler {
 public:
  // The schema outlives it.
  explicit SchemaCompiler(const Json& schema) : root_(schema), resolver_(schema) {}
  SchemaCompiler(const SchemaCompiler&) = delete;
  SchemaCompiler& operator=(const SchemaCompiler&) = delete;

  Result<Form> run();

  // For the parts that write objects and arrays (schema_object.h, schema_array.h).
  Form& form() { return form_; }
  JsonForm& json() { return json_; }
  // A value that fits all schemas. When one of them is `false` there is none: see is_never.
  Form::Id value(const Conjunction& all);
  static bool is_never(const Conjunction& all);

 private:
  struct Open {
    RuleId rule;
    Conjunction all;
  };

  Result<Form::Id> body(const Conjunction& all);
  Result<Form::Id> shape_form(const Shape& shape);
  Result<Form::Id> typed_form(Types type, const Shape& shape);
  Result<Form::Id> string_form(const Shape& shape);

  const Json& root_;
  SchemaResolver resolver_;
  Form form_;
  JsonForm json_{form_};
  std::map<std::vector<const Json*>, RuleId> rules_;
  std::vector<Open> open_;
};

}  // namespace hearth::grammar
