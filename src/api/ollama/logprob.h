// Logprob: how likely a generated token was, with the most likely ones in its place.
#pragma once

#include <string>
#include <vector>

#include "api/fields.h"
#include "base/json.h"

namespace hearth::ollama {

struct TokenLogprob {
  std::string token{};  // its bytes, which need not be whole characters
  double logprob = 0;   // natural logarithm, not above 0
  bool operator==(const TokenLogprob&) const = default;
};

struct Logprob {
  std::string token{};
  double logprob = 0;
  std::vector<TokenLogprob> top_logprobs{};  // most likely first; empty unless asked for
  bool operator==(const Logprob&) const = default;
};

// The bytes are given beside the text, because text in JSON is whole characters.
Json to_json(const Logprob& entry);
void read_logprob(api::Fields& fields, Logprob& into);

}  // namespace hearth::ollama
