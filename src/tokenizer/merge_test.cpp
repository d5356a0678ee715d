#include "tokenizer/merge.h"

#include <gtest/gtest.h>

#include <random>

namespace hearth::tokenizer {
namespace {

// Joins of ids below 8: any two whose sum is below 8 become that sum; the priority is made up but fixed.
Join join_of(const Symbol& a, const Symbol& b) {
  const int32_t sum = a.id + b.id;
  if (sum >= 8) return {};
  return {static_cast<uint32_t>((a.id * 5 + b.id * 3) % 7), sum};
}

std::vector<Symbol> random_symbols(size_t n, uint32_t seed) {
  std::mt19937 random(seed);
  std::vector<Symbol> symbols;
  for (uint32_t i = 0; i < n; ++i) symbols.push_back({static_cast<int32_t>(random() % 5 + 1), i, 1});
  return symbols;
}

// The definition: while any pair joins, join the first of those with the lowest priority.
std::vector<Symbol> merge_by_definition(std::vector<Symbol> symbols) {
  for (;;) {
    Join best;
    size_t at = 0;
    for (size_t i = 0; i + 1 < symbols.size(); ++i) {
      const Join join = join_of(symbols[i], symbols[i + 1]);
      if (join.priority < best.priority) {
        best = join;
        at = i;
      }
    }
    if (best.priority == Join::kNever) return symbols;
    symbols[at] = {best.id, symbols[at].begin, symbols[at].size + symbols[at + 1].size};
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(at) + 1);
  }
}

TEST(MergeSymbols, MergesWordsOfEveryLengthByDefinition) {
  for (size_t n = 0; n < 200; ++n) {
    MergeScratch scratch;
    scratch.symbols = random_symbols(n, static_cast<uint32_t>(n));
    const auto expected = merge_by_definition(scratch.symbols);
    merge_symbols(scratch, join_of);
    ASSERT_EQ(scratch.symbols.size(), expected.size()) << n;
    for (size_t i = 0; i < expected.size(); ++i) {
      EXPECT_EQ(scratch.symbols[i].id, expected[i].id) << n;
      EXPECT_EQ(scratch.symbols[i].begin, expected[i].begin) << n;
      EXPECT_EQ(scratch.symbols[i].size, expected[i].size) << n;
    }
  }
}

TEST(MergeSymbols, LeavesSymbolsThatNeverJoin) {
  MergeScratch scratch;
  for (uint32_t i = 0; i < 100; ++i) scratch.symbols.push_back({7, i, 1});
  merge_symbols(scratch, join_of);
  EXPECT_EQ(scratch.symbols.size(), 100u);
}

}  // namespace
}  // namespace hearth::tokenizer
