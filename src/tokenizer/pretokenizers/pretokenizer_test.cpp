#include "tokenizer/pretokenizers/pretokenizer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "tokenizer/pretokenizers/regex_splitter.h"
#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::vector<size_t> split(std::string_view rule, std::string_view text) {
  std::vector<size_t> ends;
  Pretokenizer::create(rule).value().split(text, ends);
  return ends;
}

class PretokenizerGolden : public testing::TestWithParam<std::string> {};

TEST_P(PretokenizerGolden, CutsAsHuggingFace) {
  const Json golden = read_golden("splits.json");
  const Json::Array& texts = *golden.find("texts")->if_array();
  const Json::Array& expected = *golden.find("rules")->find(GetParam())->if_array();
  ASSERT_EQ(texts.size(), expected.size());
  for (size_t i = 0; i < texts.size(); ++i) {
    const std::string& text = *texts[i].if_string();
    EXPECT_EQ(split(GetParam(), text), integers<size_t>(expected[i])) << text;
  }
}

std::vector<std::string> golden_rules() {
  std::vector<std::string> rules;
  const Json golden = read_golden("splits.json");
  for (const Json::Member& rule : *golden.find("rules")->if_object()) rules.push_back(rule.key);
  return rules;
}

std::string test_name(const testing::TestParamInfo<std::string>& rule) {
  std::string name = rule.param;
  std::ranges::replace_if(name, [](char c) { return c == '-' || c == '.'; }, '_');
  return name;
}

INSTANTIATE_TEST_SUITE_P(Pretokenizer, PretokenizerGolden, testing::ValuesIn(golden_rules()), test_name);

TEST(Pretokenizer, HasAGoldenForEveryRule) {
  const std::vector<std::string> golden = golden_rules();
  const std::string text = "I'LL don't 1234 \u4f60\u597d, \u00fcber  Ab`c\n\n x\u0301 \u00bd\t9k IMGIMGAZ";
  for (const std::string_view name : Pretokenizer::names()) {
    const auto same = [&](const std::string& rule) { return split(rule, text) == split(name, text); };
    EXPECT_TRUE(std::ranges::any_of(golden, same)) << name << " cuts unlike every rule of the golden";
  }
}

TEST(Pretokenizer, ListsItsNamesInAlphabeticalOrder) {
  const auto names = Pretokenizer::names();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_EQ(std::ranges::adjacent_find(names), names.end());
}

TEST(Pretokenizer, CutsNothingOutOfNothing) { EXPECT_THAT(split("gpt-2", ""), IsEmpty()); }

TEST(Pretokenizer, FollowsTheDefaultRuleWhereTheFileNamesNone) {
  const ModelFile model(gguf::Writer{});
  std::vector<size_t> ends;
  Pretokenizer::load(model.file()).value().split("a, 1234", ends);
  EXPECT_EQ(ends, split("default", "a, 1234"));
}

TEST(Pretokenizer, CoversEveryByteOfTextThatIsNoUtf8) {
  const std::string text = "a\xFF\xFE b\xC3 12\xF0\x9F 3\x80\x80!\xE2\x96";
  for (const std::string_view name : Pretokenizer::names()) {
    const auto ends = split(name, text);
    ASSERT_FALSE(ends.empty()) << name;
    EXPECT_EQ(ends.back(), text.size()) << name;
    EXPECT_TRUE(std::ranges::is_sorted(ends, std::less_equal<>())) << name;
  }
}

TEST(Pretokenizer, TakesLinearTimeOnRunsOfAnything) {
  for (const std::string_view name :
       {"afmoe", "deepseek-llm", "exaone-moe", "jais-2", "kimi-k2", "superbpe", "tiny_aya"}) {
    const Pretokenizer pretokenizer = Pretokenizer::create(name).value();
    for (const std::string_view unit : {"a", " ", "1", "\n", "A", "!", "\u4f60", "a\u0301"}) {
      std::string text;
      while (text.size() < (1 << 19)) text += unit;
      text += "x";
      std::vector<size_t> ends;
      const auto begin = std::chrono::steady_clock::now();
      pretokenizer.split(text, ends);
      EXPECT_EQ(ends.back(), text.size());
      EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20)) << name << " " << unit;
    }
  }
}

TEST(RegexSplitter, MakesPiecesOfMatchesAndOfWhatLiesBetween) {
  std::vector<size_t> ends;
  make_regex_splitter("[0-9]+")->split("ab12c3", 100, ends);
  EXPECT_THAT(ends, ElementsAre(102, 104, 105, 106));
}

TEST(RegexSplitter, CutsAtEmptyMatches) {
  std::vector<size_t> ends;
  make_regex_splitter("(?=b)")->split("abcb", 0, ends);
  EXPECT_THAT(ends, ElementsAre(1, 3, 4));
}

TEST(RegexSplitter, KnowsWhiteSpaceAsUnicodeDoes) {
  std::vector<size_t> ends;
  make_regex_splitter(R"(\s)")->split("a\u3000\u0085\u180e", 0, ends);
  EXPECT_THAT(ends, ElementsAre(1, 4, 6, 9));
  ends.clear();
  make_regex_splitter(R"([^\s]+)")->split("a\u3000\u180e", 0, ends);
  EXPECT_THAT(ends, ElementsAre(1, 4, 7));
}

}  // namespace
}  // namespace hearth::tokenizer
