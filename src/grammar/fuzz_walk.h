// For fuzzers: a walk through a grammar that the fuzzer's bytes choose. Masks and matcher have to agree, and no state
// is a dead end.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "grammar/list_tokenizer.h"
#include "grammar/matcher.h"

namespace hearth::grammar {

inline std::shared_ptr<const TokenTrie> fuzz_trie() {
  static const auto trie = [] {
    std::vector<std::string> pieces;
    for (int byte = 0; byte < 256; ++byte) pieces.emplace_back(1, static_cast<char>(byte));
    for (const char* piece : {"{\"", "\":", "\", \"", "ab", "abc", "12", "\\u", "\xC3\xA9", "\xC3", "]}", "  "}) {
      pieces.emplace_back(piece);
    }
    return std::make_shared<const TokenTrie>(ListTokenizer(std::move(pieces)));
  }();
  return trie;
}

inline void walk(const SharedGrammar& grammar, std::string_view choices) {
  constexpr size_t kMostSteps = 64;
  auto constraint = Constraint::create(grammar, fuzz_trie());
  CHECK(constraint.has_value());
  Matcher matcher(*constraint);
  std::vector<uint64_t> mask((static_cast<size_t>(fuzz_trie()->n_vocab()) + 63) / 64);
  for (const char choice : choices.substr(0, kMostSteps)) {
    if (!matcher.fill_mask(mask)) return;  // too ambiguous
    std::vector<int32_t> allowed;
    for (int32_t id = 0; id < fuzz_trie()->n_vocab(); ++id) {
      if ((mask[static_cast<size_t>(id) / 64] >> (id % 64) & 1) != 0) allowed.push_back(id);
    }
    CHECK(!allowed.empty());
    const int32_t token = allowed[static_cast<uint8_t>(choice) % allowed.size()];
    CHECK(matcher.accept(token));
    if (fuzz_trie()->ends_generation(token)) return;
  }
}

}  // namespace hearth::grammar
