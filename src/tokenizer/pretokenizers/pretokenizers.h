// The rules of pretokenizers.def, one function each; aliases share one.
#pragma once

#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {

#define PRETOKENIZER(name, steps, whole_words, begin) Steps steps();
#include "tokenizer/pretokenizers/pretokenizers.def"
#undef PRETOKENIZER

}  // namespace hearth::tokenizer
