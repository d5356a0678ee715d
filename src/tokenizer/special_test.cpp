#include "tokenizer/special.h"

#include <gtest/gtest.h>

#include <tuple>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

class SpecialMatcherTest : public testing::Test {
 protected:
  SpecialMatcherTest() : model_(writer()), vocab_(Vocab::load(model_.file()).value()) {}

  static gguf::Writer writer() {
    gguf::Writer writer;
    set_tokens(writer, {{"x", kNormalType},
                        {"<a>", kControlType},
                        {"<ab>", kControlType},
                        {"<", kUserDefinedType},
                        {"\n\n", kUserDefinedType},
                        {"\n\n\n", kUserDefinedType},
                        {"", kControlType},
                        {"<unk>", kUnknownType}});
    return writer;
  }

  // Begin, end and id of the first match at or after `from`; -1 as the id of none.
  std::tuple<size_t, size_t, int32_t> find(std::string_view text, size_t from = 0) const {
    const SpecialMatcher matcher(vocab_, special_ids_by_text(vocab_));
    const auto match = matcher.find(text, from);
    return match ? std::tuple(match->begin, match->end, match->id) : std::tuple(size_t{0}, size_t{0}, -1);
  }

  ModelFile model_;
  Vocab vocab_;
};

TEST_F(SpecialMatcherTest, TakesTheLeftmostOfAllTokens) {
  EXPECT_EQ(find("x<a><ab>"), std::tuple(1u, 4u, 1));
  EXPECT_EQ(find("x<a><ab>", 4), std::tuple(4u, 8u, 2));
}

TEST_F(SpecialMatcherTest, TakesTheLongestTokenAtAPlace) {
  EXPECT_EQ(find("\n\n\n\n\n"), std::tuple(0u, 3u, 5));
  EXPECT_EQ(find("\n\n\n\n\n", 3), std::tuple(3u, 5u, 4));
}

TEST_F(SpecialMatcherTest, FallsBackToAShorterTokenWhenALongerOneBreaksOff) {
  EXPECT_EQ(find("<ax"), std::tuple(0u, 1u, 3));
  EXPECT_EQ(find("<a"), std::tuple(0u, 1u, 3));
  EXPECT_EQ(find("<"), std::tuple(0u, 1u, 3));
}

TEST_F(SpecialMatcherTest, FindsNothingWhereNothingIs) {
  EXPECT_EQ(std::get<2>(find("")), -1);
  EXPECT_EQ(std::get<2>(find("x\nx")), -1);
  EXPECT_EQ(std::get<2>(find("x<", 2)), -1);
}

TEST(SpecialMatcher, WithoutTokensFindsNothing) { EXPECT_FALSE(SpecialMatcher().find("<a>", 0).has_value()); }

}  // namespace
}  // namespace hearth::tokenizer
