#include "grammar/constraint.h"

#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

TEST(Constraints, AreSharedByRequestsWithTheSameGrammar) {
  Constraints constraints(json_tokenizer());
  const auto one = constraints.find_or_create(compile_gbnf("root ::= [a-z]+").value()).value();
  EXPECT_EQ(constraints.find_or_create(compile_gbnf("root  ::=  [a-z]+ # same").value()).value(), one);
  EXPECT_NE(constraints.find_or_create(json_mode()).value(), one);
}

TEST(Constraints, ForgetWhatWasUsedLongestAgo) {
  Constraints constraints(json_tokenizer());
  const auto number = [](int i) { return compile_gbnf("root ::= \"a\"{" + std::to_string(i) + "}").value(); };
  const std::weak_ptr<Constraint> first = constraints.find_or_create(number(1)).value();
  for (int i = 2; i < 12; ++i) EXPECT_TRUE(constraints.find_or_create(number(i)).has_value());
  EXPECT_TRUE(first.expired());
}

TEST(Constraint, LeavesOutWhatTheVocabularyCannotWrite) {
  const ListTokenizer letters({"a", "b", "ab", "1"});
  const auto trie = std::make_shared<const TokenTrie>(letters);
  Matcher matcher = make_matcher(compile_gbnf("root ::= \"ax\" | \"ab\" | \"1\"").value(), trie);
  EXPECT_EQ(allowed_tokens(matcher, letters.n_vocab()), (std::vector<int32_t>{0, 2, 3}));
  EXPECT_TRUE(matcher.accept(0));
  EXPECT_EQ(allowed_tokens(matcher, letters.n_vocab()), (std::vector<int32_t>{1}));
  const auto failed = Constraint::create(json_mode(), trie);
  ASSERT_FALSE(failed.has_value());
  EXPECT_TRUE(failed.error().message.starts_with("the vocabulary lacks bytes that the grammar needs"));
}

}  // namespace
}  // namespace hearth::grammar
