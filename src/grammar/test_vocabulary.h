// For tests: a vocabulary for JSON, matchers over it, and random walks through a grammar.
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "grammar/list_tokenizer.h"
#include "grammar/matcher.h"

namespace hearth::grammar {

// All single bytes and the pieces of text that JSON is often cut into, some of them across its structure.
inline const ListTokenizer& json_tokenizer() {
  static const ListTokenizer tokenizer = [] {
    std::vector<std::string> pieces;
    for (int byte = 0; byte < 256; ++byte) pieces.emplace_back(1, static_cast<char>(byte));
    for (const char* piece :
         {"{\"",   "\":",    "\": ",        "\": \"",      "\", \"", "\"}",   "},",       "}}",       "]}",
          "],",    "[[",     "[]",          "{}",          "\",",    "\"\n",  "\n  ",     "  ",       "    ",
          " \"",   ", ",     ": ",          "tr",          "true",   "false", "null",     "nul",      "12",
          "123",   "0.",     "e+",          "-1",          "name",   "na",    "age",      "value",    "\\n",
          "\\u",   "\\\"",   "\\u00",       "\\ud8",       "\u00e9", "\xC3",  "\xF0\x9F", "\x98\x80", "\xE2\x82",
          "hello", " hello", "hello\"",     "hello\", \"", "the ",   "a\":",  "abc",      "ab",       "bc",
          "\"a",   "\"b\"",  "\"name\": \""}) {
      pieces.emplace_back(piece);
    }
    return ListTokenizer(std::move(pieces));
  }();
  return tokenizer;
}

inline std::shared_ptr<const TokenTrie> json_trie() {
  static const auto trie = std::make_shared<const TokenTrie>(json_tokenizer());
  return trie;
}

inline Matcher make_matcher(const SharedGrammar& grammar, std::shared_ptr<const TokenTrie> trie = json_trie()) {
  auto constraint = Constraint::create(grammar, std::move(trie));
  EXPECT_TRUE(constraint.has_value()) << (constraint ? "" : constraint.error().message);
  return Matcher(*std::move(constraint));
}

inline bool matches(const SharedGrammar& grammar, std::string_view text) {
  Matcher matcher = make_matcher(grammar);
  return matcher.accept(text) && matcher.can_end();
}

inline std::vector<int32_t> allowed_tokens(Matcher& matcher, int32_t n_vocab) {
  std::vector<uint64_t> mask((static_cast<size_t>(n_vocab) + 63) / 64);
  EXPECT_TRUE(matcher.fill_mask(mask).has_value());
  std::vector<int32_t> out;
  for (int32_t id = 0; id < n_vocab; ++id) {
    if ((mask[static_cast<size_t>(id) / 64] >> (id % 64) & 1) != 0) out.push_back(id);
  }
  return out;
}

// A text made of random allowed tokens. After `n_tokens` it prefers what ends it, so that it does end.
inline std::string random_text(const SharedGrammar& grammar, uint64_t seed, size_t n_tokens) {
  Matcher matcher = make_matcher(grammar);
  const TokenTrie& trie = *json_trie();
  std::mt19937_64 random(seed);
  std::string text;
  for (size_t n = 0; n < 100 * n_tokens + 2000; ++n) {
    const std::vector<int32_t> tokens = allowed_tokens(matcher, trie.n_vocab());
    EXPECT_FALSE(tokens.empty()) << text;
    if (tokens.empty()) return text;
    int32_t token = tokens[random() % tokens.size()];
    if (n >= n_tokens) {
      // Closing brackets first, then anything that is short.
      for (const int32_t id : tokens) {
        const std::string_view bytes = trie.bytes(id);
        if (trie.ends_generation(id)) token = id;
        if (random() % 2 == 0 && (bytes == "\"" || bytes == "}" || bytes == "]")) token = id;
      }
    }
    EXPECT_TRUE(matcher.accept(token)) << text;
    if (trie.ends_generation(token)) return text;
    text += trie.bytes(token);
  }
  ADD_FAILURE() << "the text does not end: " << text.substr(0, 200);
  return text;
}

}  // namespace hearth::grammar
