// Bloom and the Finnish models after it: words are what no white space or sentence punctuation interrupts.
#include "tokenizer/pretokenizers/digits.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/regex_splitter.h"

namespace hearth::tokenizer {
namespace {

// The last seven: ellipsis, the full stop, comma and enumeration comma of Chinese, danda, and Arabic's full stop and
// comma.
constexpr std::string_view kWord = R"( ?[^(\s|.,!?)\x{2026}\x{3002}\x{ff0c}\x{3001}\x{0964}\x{06d4}\x{060c}]+)";

}  // namespace

Steps bloom() {
  Steps steps;
  steps.push_back(make_regex_splitter(kWord));
  return steps;
}

Steps viking() {
  Steps steps;
  steps.push_back(make_regex_splitter(kWord));
  steps.push_back(make_single_digit_splitter());
  return steps;
}

}  // namespace hearth::tokenizer
