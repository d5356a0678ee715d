// Steps of regular expressions alone, and the pieces of expressions that several rules have in common.
#pragma once

#include <initializer_list>
#include <string_view>

#include "tokenizer/pretokenizers/regex_splitter.h"

namespace hearth::tokenizer {

inline Steps regex_steps(std::initializer_list<std::string_view> patterns) {
  Steps steps;
  for (const std::string_view pattern : patterns) steps.push_back(make_regex_splitter(pattern));
  return steps;
}

// Han and Japanese as DeepSeek V3 and its relatives isolate them.
inline constexpr std::string_view kHanAndKana = R"([\x{4e00}-\x{9fa5}\x{3040}-\x{309f}\x{30a0}-\x{30ff}]+)";

}  // namespace hearth::tokenizer
