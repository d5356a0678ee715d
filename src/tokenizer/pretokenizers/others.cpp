// Rules of single models that no other family shares.
#include "tokenizer/pretokenizers/digits.h"
#include "tokenizer/pretokenizers/gpt2.h"
#include "tokenizer/pretokenizers/o200k.h"
#include "tokenizer/pretokenizers/pretokenizers.h"
#include "tokenizer/pretokenizers/regex_steps.h"

namespace hearth::tokenizer {

// Chameleon's image tokens, runs of two or four spaces, and every punctuation character stand alone.
Steps chameleon() {
  Steps steps = regex_steps({
      "<sentinel:[0-9]+>",
      "(IMGIMG)((A|B|C|D|E|F|G|H|I){1,4})Z",
      R"([\t\n]|    |  )",
      R"(\p{N})",
      R"([\p{P}!-/:-@\[-`{-~])",
  });
  steps.push_back(make_gpt2_splitter());
  return steps;
}

// EXAONE MoE lets a word run on over single spaces before letters.
Steps exaone_moe() {
  return regex_steps({
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?(?:\p{L}\p{M}*(?: \p{L}\p{M}*)*)+|\p{N})"
      R"(| ?[^\s\p{L}\p{N}]+[\r\n/]?|\s*[\r\n]|\s+(?!\S)|\s+)",
  });
}

// Kimi K2 is o200k with Han apart: its letters exclude \p{Han}, which the look-ahead says.
Steps kimi_k2() {
  return regex_steps({
      R"(\p{sc:Han}+)"
      R"(|[^\r\n\p{L}\p{N}]?(?:(?!\p{sc:Han})[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}])*(?:(?!\p{sc:Han})[\p{Ll}\p{Lm}\p{Lo}\p{M}])+)"
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
      R"(|[^\r\n\p{L}\p{N}]?(?:(?!\p{sc:Han})[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}])+(?:(?!\p{sc:Han})[\p{Ll}\p{Lm}\p{Lo}\p{M}])*)"
      R"((?i:'s|'t|'re|'ve|'m|'ll|'d)?)"
      R"(|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+)",
  });
}

// SuperBPE merges across words; only numbers are cut.
Steps superbpe() {
  Steps steps;
  steps.push_back(make_decimals_from_right_splitter());
  return steps;
}

Steps youtu() {
  Steps steps = regex_steps({
      R"([\x{ac00}-\x{d7a3}\x{3131}-\x{318e}]+)"
      R"(|[\x{ff01}\x{2026}\x{201c}\x{201d}\x{2018}\x{2019}\x{2014}\x{ff1a}\x{ff1b}\x{ff0c}\x{3001}-\x{303f}\x{fe30}-\x{fe4f}]+)"
      R"(|[\x{3105}-\x{312f}]+|[\x{4e00}-\x{9fa5}\x{3040}-\x{309f}\x{30a0}-\x{30ff}]+)",
  });
  steps.push_back(make_o200k_single_digit_splitter());
  return steps;
}

}  // namespace hearth::tokenizer
