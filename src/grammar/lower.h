// lower: a Form becomes a Program, checked and ranked: what is left of it can always be completed.
#pragma once

#include "base/result.h"
#include "grammar/form.h"
#include "grammar/program.h"

namespace hearth::grammar {

// Bounds what a grammar can cost, whatever its text says.
inline constexpr size_t kMostNodes = 400'000;

// kInvalidArgument when the form is left recursive, can never be completed, or becomes larger than kMostNodes.
Result<Program> lower(const Form& form);

}  // namespace hearth::grammar
