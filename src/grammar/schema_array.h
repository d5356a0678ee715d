// Arrays as a schema allows them: items by place (prefixItems), then alike (items), so many of them.
#pragma once

#include "base/result.h"
#include "grammar/schema_compiler.h"
#include "grammar/schema_shape.h"

namespace hearth::grammar {

// Errors name the path.
Result<Form::Id> array_form(SchemaCompiler& compiler, const Shape& shape);

}  // namespace hearth::grammar
