#include "grammar/matcher.h"

#include <algorithm>
#include <thread>

#include "grammar/test_vocabulary.h"

namespace hearth::grammar {
namespace {

SharedGrammar gbnf(std::string_view text) {
  auto made = compile_gbnf(text);
  EXPECT_TRUE(made.has_value()) << (made ? "" : made.error().message);
  return made ? *made : json_mode();
}

int32_t token_of(std::string_view text) {
  for (int32_t id = 0; id < json_trie()->n_vocab(); ++id) {
    if (json_trie()->bytes(id) == text) return id;
  }
  return -1;
}

// A token is in the mask exactly when it can be accepted.
void expect_exact_mask(Matcher& matcher) {
  const TokenTrie& trie = *json_trie();
  const std::vector<int32_t> allowed = allowed_tokens(matcher, trie.n_vocab());
  for (int32_t id = 0; id < trie.n_vocab(); ++id) {
    Matcher fork = matcher;
    ASSERT_EQ(fork.accept(id), std::ranges::binary_search(allowed, id)) << id << ' ' << trie.bytes(id);
  }
}

TEST(Matcher, MasksAreExactlyWhatCanBeAccepted) {
  const char* grammars[] = {
      "root ::= [a-c]+ \"}\" | \"\\\"\" [^\"]* \"\\\"\" root2\nroot2 ::= \",\" root | \"\"",
      "root ::= item{2,5}\nitem ::= \"a\" | \"ab\" | \"bc\" | \"[\" root \"]\"",
      "root ::= ([a-z] \"\\u00e9\"?){3,90} [0-9]",
      "root ::= a | b\na ::= \"{\" a \"}\" | \"1\"\nb ::= \"{\" b \"]\" | \"12\"",
  };
  for (const char* text : grammars) {
    const SharedGrammar grammar = gbnf(text);
    std::mt19937_64 random(7);
    for (int walk = 0; walk < 10; ++walk) {
      Matcher matcher = make_matcher(grammar);
      for (int i = 0; i < 12; ++i) {
        expect_exact_mask(matcher);
        const auto tokens = allowed_tokens(matcher, json_trie()->n_vocab());
        ASSERT_FALSE(tokens.empty());
        const int32_t token = tokens[random() % tokens.size()];
        ASSERT_TRUE(matcher.accept(token));
        if (json_trie()->ends_generation(token)) break;
      }
    }
  }
}

TEST(Matcher, MasksOfJsonAreExact) {
  Matcher matcher = make_matcher(json_mode());
  for (const char c : std::string_view("{\"na\\u00e9\": [12, true, {\"\u00e9\": -0.5e1}]}")) {
    expect_exact_mask(matcher);
    ASSERT_TRUE(matcher.accept(std::string_view(&c, 1))) << c;
  }
  expect_exact_mask(matcher);
}

TEST(Matcher, TheEndIsAllowedExactlyWhereTheTextMayEnd) {
  Matcher matcher = make_matcher(gbnf("root ::= \"a\" \"b\"?"));
  const int32_t end = json_tokenizer().eos(), n_vocab = json_tokenizer().n_vocab();
  const int32_t ab = token_of("ab");
  EXPECT_EQ(allowed_tokens(matcher, n_vocab), (std::vector<int32_t>{'a', ab}));
  EXPECT_FALSE(matcher.accept(end));
  EXPECT_TRUE(matcher.accept('a'));
  EXPECT_TRUE(matcher.can_end());
  EXPECT_FALSE(matcher.must_end());
  EXPECT_EQ(allowed_tokens(matcher, n_vocab), (std::vector<int32_t>{'b', end}));
  EXPECT_TRUE(matcher.accept('b'));
  EXPECT_TRUE(matcher.must_end());
  EXPECT_EQ(allowed_tokens(matcher, n_vocab), (std::vector<int32_t>{end}));
  EXPECT_TRUE(matcher.accept(end));
}

TEST(Matcher, ControlTokensAreNeverAllowed) {
  Matcher matcher = make_matcher(gbnf("root ::= .*"));
  const int32_t control = json_tokenizer().eos() - 1;
  EXPECT_FALSE(std::ranges::binary_search(allowed_tokens(matcher, json_tokenizer().n_vocab()), control));
  EXPECT_FALSE(matcher.accept(control));
}

TEST(Matcher, CharactersMayBeSplitOverTokens) {
  Matcher matcher = make_matcher(gbnf("root ::= [\\u20AC\\U0001F600]"));
  EXPECT_TRUE(matcher.accept(std::string_view("\xF0\x9F")));
  EXPECT_FALSE(matcher.accept(std::string_view("\x98\x81")));
  EXPECT_TRUE(matcher.accept(std::string_view("\x98\x80")));
  EXPECT_TRUE(matcher.must_end());
}

TEST(Matcher, ACopyGoesItsOwnWay) {
  Matcher one = make_matcher(gbnf("root ::= \"a\" | \"bc\""));
  Matcher two = one;
  EXPECT_TRUE(one.accept('a'));
  EXPECT_TRUE(two.accept('b'));
  EXPECT_TRUE(one.must_end());
  EXPECT_FALSE(two.can_end());
}

TEST(Matcher, CountsWithoutWritingThemOut) {
  const SharedGrammar grammar = gbnf("root ::= [a-z ]{3,100000} \".\"");
  EXPECT_LT(grammar->program().nodes.size(), 20u);
  EXPECT_FALSE(matches(grammar, "ab."));
  EXPECT_TRUE(matches(grammar, std::string(100'000, 'x') + "."));
  EXPECT_FALSE(make_matcher(grammar).accept(std::string(100'001, 'x')));
}

TEST(Matcher, RightRecursionNeedsNoStack) {
  const SharedGrammar grammar = gbnf("root ::= [a-z] root | \".\"");
  Matcher matcher = make_matcher(grammar);
  EXPECT_TRUE(matcher.accept(std::string(1'000'000, 'x')));
  EXPECT_TRUE(matcher.accept(std::string_view(".")) && matcher.must_end());
}

TEST(Matcher, DeepNestingIsFine) {
  const int depth = 20'000;
  std::string text = "{\"a\":" + std::string(depth, '[') + std::string(depth, ']') + "}";
  EXPECT_TRUE(matches(json_mode(), text));
}

TEST(Matcher, KnowledgeIsBoundedAndStatesOutliveIt) {
  auto constraint = Constraint::create(json_mode(), json_trie());
  Matcher kept(*constraint);
  EXPECT_TRUE(kept.accept(std::string_view("{\"kept\": [[{\"a")));
  // Every depth of this is a state of its own.
  Matcher deep(*constraint);
  std::vector<uint64_t> mask(16);
  EXPECT_TRUE(deep.accept(std::string_view("{\"a\":")));
  for (int i = 0; i < 40'000; ++i) {
    ASSERT_TRUE(deep.accept(std::string_view("[")));
    if (i % 8 != 0) continue;
    ASSERT_TRUE(deep.fill_mask(mask).has_value());
  }
  EXPECT_FALSE(kept.accept(std::string_view("\":1}]}")));
  EXPECT_TRUE(kept.accept(std::string_view("\":1}]]}")));
  EXPECT_TRUE(kept.must_end());
}

TEST(Matcher, AmbiguityIsNoDanger) {
  const SharedGrammar grammar = gbnf(
      "root ::= (a | b | c)* \"x\"\na ::= \"a\" b | \"a\"\nb ::= \"a\" c | \"a\" a | \"a\"\nc ::= \"a\" root? \"a\"");
  Matcher matcher = make_matcher(grammar);
  EXPECT_TRUE(matcher.accept(std::string(3000, 'a')));
  expect_exact_mask(matcher);
  EXPECT_TRUE(matcher.accept(std::string_view("x")));
}

TEST(Matcher, ThreadsShareAConstraint) {
  auto constraint = Constraint::create(json_mode(), json_trie());
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      Matcher matcher(*constraint);
      std::vector<uint64_t> mask(16);
      for (const char c : std::string_view("{\"a\": [1, {\"b\": \"c\"}]}")) {
        EXPECT_TRUE(matcher.fill_mask(mask).has_value());
        EXPECT_TRUE(matcher.accept(std::string_view(&c, 1)));
      }
      EXPECT_TRUE(matcher.must_end());
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace
}  // namespace hearth::grammar
