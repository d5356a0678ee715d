// Falcon's rules isolate punctuation first, then follow GPT-2; "default" is what files without a rule are cut by.
#include <cstdint>

#include "tokenizer/pretokenizers/gpt2.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/regex_splitter.h"

namespace hearth::tokenizer {
namespace {

// Falcon's digit steps come behind the byte alphabet, in which these bytes look like digits too: ² ³ ¹ ¼ ½ ¾ in
// Latin-1.
bool is_digit_letter(char c) {
  const auto byte = static_cast<uint8_t>(c);
  return (byte >= '0' && byte <= '9') || byte == 0xB2 || byte == 0xB3 || byte == 0xB9 || (byte >= 0xBC && byte <= 0xBE);
}

bool is_ascii_digit(std::string_view text, size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '9'; }

// Digits and what is between them, each run a piece.
size_t find_end_of_run(std::string_view text, size_t begin) {
  const bool digits = is_digit_letter(text[begin]);
  size_t end = begin + 1;
  while (end < text.size() && is_digit_letter(text[end]) == digits) ++end;
  return end;
}

size_t find_end_of_single(std::string_view text, size_t begin) {
  return is_digit_letter(text[begin]) ? begin + 1 : find_end_of_run(text, begin);
}

// [0-9][0-9][0-9], and what is between.
size_t find_end_of_three(std::string_view text, size_t begin) {
  const auto three_at = [&](size_t at) {
    return is_ascii_digit(text, at) && is_ascii_digit(text, at + 1) && is_ascii_digit(text, at + 2);
  };
  if (three_at(begin)) return begin + 3;
  size_t end = begin + 1;
  while (end < text.size() && !three_at(end)) ++end;
  return end;
}

// Punctuation as Hugging Face's tokenizers mean it: \p{P} and all of ASCII's.
constexpr std::string_view kPunctuation = R"([\p{P}$+<=>^~|`]+)";

}  // namespace

Steps falcon() {
  Steps steps;
  steps.push_back(make_regex_splitter(kPunctuation));
  steps.push_back(make_gpt2_splitter());
  steps.push_back(std::make_unique<FunctionSplitter<find_end_of_run>>());
  steps.push_back(std::make_unique<FunctionSplitter<find_end_of_three>>());
  return steps;
}

Steps falcon3() {
  Steps steps;
  steps.push_back(make_regex_splitter(kPunctuation));
  steps.push_back(make_gpt2_splitter());
  steps.push_back(std::make_unique<FunctionSplitter<find_end_of_single>>());
  return steps;
}

// Like Falcon's, but digits are those of Unicode, and the grave accent is no punctuation.
Steps default_rule() {
  Steps steps;
  steps.push_back(make_regex_splitter(R"([\p{P}$+<=>^~|]+)"));
  steps.push_back(make_gpt2_splitter());
  steps.push_back(make_regex_splitter(R"(\p{N}+)"));
  steps.push_back(make_regex_splitter("[0-9][0-9][0-9]"));
  return steps;
}

}  // namespace hearth::tokenizer
