#include "grammar/token_trie.h"

#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

TEST(TokenTrie, AWalkMeetsEveryTokenWithItsBytes) {
  const TokenTrie& trie = *json_trie();
  std::vector<int32_t> met;
  std::string path;
  const auto nodes = trie.nodes();
  for (uint32_t i = 1; i < nodes.size(); ++i) {
    path.resize(nodes[i].depth - 1u);
    path += static_cast<char>(nodes[i].byte);
    for (const int32_t id : trie.tokens_at(i)) {
      EXPECT_EQ(trie.bytes(id), path);
      EXPECT_EQ(json_tokenizer().piece(id), path);
      met.push_back(id);
    }
    EXPECT_GT(nodes[i].skip, i);
    EXPECT_TRUE(nodes[i].skip == nodes.size() || nodes[nodes[i].skip].depth <= nodes[i].depth);
  }
  EXPECT_EQ(met.size(), static_cast<size_t>(trie.n_vocab()) - 2);
  EXPECT_EQ(nodes[0].skip, nodes.size());
}

TEST(TokenTrie, LeavesOutControlTokensAndKnowsWhatEnds) {
  const ListTokenizer tokenizer({"a", "", "ab", "a"});
  const TokenTrie trie(tokenizer);
  EXPECT_EQ(trie.nodes().size(), 3u);
  EXPECT_EQ(trie.tokens_at(1).size(), 2u);
  EXPECT_EQ(trie.n_vocab(), 6);
  EXPECT_TRUE(trie.ends_generation(5) && !trie.ends_generation(4));
  EXPECT_EQ(trie.single_bytes().count(), 1u);
  EXPECT_EQ(trie.longest(), 2u);
}

TEST(TokenTrie, OfNothingIsARoot) {
  const TokenTrie trie(ListTokenizer({}));
  EXPECT_EQ(trie.nodes().size(), 1u);
  EXPECT_EQ(trie.longest(), 0u);
}

}  // namespace
}  // namespace hearth::grammar
