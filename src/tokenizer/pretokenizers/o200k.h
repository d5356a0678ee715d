// The expression of o200k (see o200k.cpp) as a step of longer rules.
#pragma once

#include <memory>

#include "tokenizer/pretokenizers/pretokenizer.h"

namespace hearth::tokenizer {

std::unique_ptr<Splitter> make_o200k_splitter();
// The same with \p{N} in place of \p{N}{1,3}.
std::unique_ptr<Splitter> make_o200k_single_digit_splitter();

}  // namespace hearth::tokenizer
