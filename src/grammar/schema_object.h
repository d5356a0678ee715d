// Objects as a schema allows them.
//
// Members come in the order of `properties`; those that are not required may be left out. Where a schema says nothing
// of further members but names some, there are none: people mean a complete list. Otherwise they follow behind the
// named ones, under keys that none of those has.
#pragma once

#include "base/result.h"
#include "grammar/schema_compiler.h"
#include "grammar/schema_shape.h"

namespace hearth::grammar {

// Errors name the path.
Result<Form::Id> object_form(SchemaCompiler& compiler, const Shape& shape);
// Whether a value of enum or const fits the keywords about members and items; only said of values without any, and
// where there are no such keywords.
bool listed_value_fits(const Json& value, const Shape& shape);

}  // namespace hearth::grammar
