// DeepSeek: each generation has a sequence of its own, and DeepSeek V3's is shared by several newer models.
#include "tokenizer/pretokenizers/char_class.h"
#include "tokenizer/pretokenizers/digits.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/regex_steps.h"

namespace hearth::tokenizer {
namespace {

// Letters that have a case, as Unicode listed them when DeepSeek LLM was trained.
constexpr std::string_view kCasedWord =
    R"(\s?[A-Za-z)"
    R"(\x{b5}\x{c0}-\x{d6}\x{d8}-\x{f6}\x{f8}-\x{1ba}\x{1bc}-\x{1bf}\x{1c4}-\x{293}\x{295}-\x{2af})"
    R"(\x{370}-\x{373}\x{376}\x{377}\x{37b}-\x{37d}\x{37f}\x{386}\x{388}-\x{38a}\x{38c}\x{38e}-\x{3a1})"
    R"(\x{3a3}-\x{3f5}\x{3f7}-\x{481}\x{48a}-\x{52f}\x{531}-\x{556}\x{10a0}-\x{10c5}\x{13a0}-\x{13f5})"
    R"(\x{13f8}-\x{13fd}\x{1c90}-\x{1cba}\x{1cbd}-\x{1cbf}\x{1d00}-\x{1d2b}\x{1d6b}-\x{1d77}\x{1d79}-\x{1d9a})"
    R"(\x{1e00}-\x{1f15}\x{1f18}-\x{1f1d}\x{1f20}-\x{1f45}\x{1f48}-\x{1f4d}\x{1f50}-\x{1f57}\x{1f59}\x{1f5b})"
    R"(\x{1f5d}\x{1f5f}-\x{1f7d}\x{1f80}-\x{1fb4}\x{1fb6}-\x{1fbc}\x{1fbe}\x{1fc2}-\x{1fc4}\x{1fc6}-\x{1fcc})"
    R"(\x{1fd0}-\x{1fd3}\x{1fd6}-\x{1fdb}\x{1fe0}-\x{1fec}\x{1ff2}-\x{1ff4}\x{1ff6}-\x{1ffc}\x{2102}\x{2107})"
    R"(\x{210a}-\x{2113}\x{2115}\x{2119}-\x{211d}\x{2124}\x{2126}\x{2128}\x{212a}-\x{212d}\x{212f}-\x{2134})"
    R"(\x{2139}\x{213c}-\x{213f}\x{2145}-\x{2149}\x{214e}\x{2183}\x{2184}\x{2c00}-\x{2c7b}\x{2c7e}-\x{2ce4})"
    R"(\x{2ceb}-\x{2cee}\x{2cf2}\x{2cf3}\x{a640}-\x{a66d}\x{a680}-\x{a69b}\x{a722}-\x{a76f}\x{a771}-\x{a787})"
    R"(\x{a78b}-\x{a78e}\x{ab70}-\x{abbf}\x{fb00}-\x{fb06}\x{fb13}-\x{fb17}\x{ff21}-\x{ff3a}\x{ff41}-\x{ff5a})"
    R"(\x{10400}-\x{1044f}\x{104b0}-\x{104d3}\x{104d8}-\x{104fb}\x{10c80}-\x{10cb2}\x{10cc0}-\x{10cf2})"
    R"(\x{118a0}-\x{118df}\x{1e900}-\x{1e943})"
    R"(]+)";

// The last range runs from "一" down to U+0800 and up to Hangul: nearly everything that is not Latin.
constexpr std::string_view kEastern = R"([\x{4e00}-\x{9fa5}\x{0800}-\x{4e00}\x{ac00}-\x{d7ff}]+)";

// The scripts that write no spaces.
constexpr std::string_view kUnspaced =
    R"([\x{4e00}-\x{9fff}\x{3400}-\x{4dbf}\x{f900}-\x{faff}\x{3040}-\x{309f}\x{30a0}-\x{30ff}\x{ff65}-\x{ff9f})"
    R"(\x{2f00}-\x{2fdf}\x{e40}-\x{e7f}\x{e80}-\x{eff}\x{1780}-\x{17ff}\x{1000}-\x{109f}\x{aa60}-\x{aa7f})"
    R"(\x{a9e0}-\x{a9ff}\x{ac00}-\x{d7af}\x{1100}-\x{11ff}]+)";

// Words, which one sign may lead; signs; line ends; spaces.
constexpr std::string_view kWordsAndSigns =
    R"re([!"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+)re"
    R"re(| ?[\p{P}\p{S}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)re";

// \s+$ in one pass: as an expression it would try every space of a run that does not end the piece.
size_t find_trailing_spaces(std::string_view text, size_t begin) {
  size_t words_end = begin;
  for (size_t at = begin; at < text.size();) {
    const Char next = char_at(text, at);
    at += next.n_bytes;
    if (!next.is(kSpace)) words_end = at;
  }
  return words_end == begin ? text.size() : words_end;
}

}  // namespace

Steps deepseek_llm() {
  Steps steps = regex_steps({
      R"([\r\n])",
      kCasedWord,
      R"(\s?[!-/:-~\x{ff01}-\x{ff0f}\x{ff1a}-\x{ff5e}\x{2018}-\x{201f}\x{3000}-\x{3002}]+)",
  });
  steps.push_back(std::make_unique<FunctionSplitter<find_trailing_spaces>>());
  steps.push_back(make_regex_splitter(kEastern));
  steps.push_back(make_regex_splitter(R"(\p{N}+)"));
  return steps;
}

Steps deepseek_coder() {
  Steps steps = regex_steps({R"([\r\n])", R"(\s?\p{L}+)", R"(\s?\p{P}+)", kEastern});
  steps.push_back(make_single_digit_splitter());
  return steps;
}

Steps deepseek_v3() {
  Steps steps;
  steps.push_back(make_three_digit_splitter());
  steps.push_back(make_regex_splitter(kHanAndKana));
  steps.push_back(make_regex_splitter(kWordsAndSigns));
  return steps;
}

Steps afmoe() {
  Steps steps;
  steps.push_back(make_digits_from_right_splitter());
  steps.push_back(make_regex_splitter(kUnspaced));
  steps.push_back(make_regex_splitter(kWordsAndSigns));
  return steps;
}

}  // namespace hearth::tokenizer
