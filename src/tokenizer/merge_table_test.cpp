#include "tokenizer/merge_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tokenizer/test_vocabulary.h"

namespace hearth::tokenizer {
namespace {

using testing::HasSubstr;

Result<MergeTable> load(const std::vector<std::string>& tokens, const std::vector<std::string>& merges) {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.tokens", tokens);
  writer.set("tokenizer.ggml.merges", merges);
  const ModelFile model(writer);
  return MergeTable::load(model.file(), Vocab::load(model.file()).value());
}

std::string load_error(const std::vector<std::string>& merges) {
  const auto table = load({"a", "b", "ab", " ", " a"}, merges);
  return table ? "loaded" : table.error().message;
}

TEST(MergeTable, FindsRankAndResultOfEveryPair) {
  std::vector<std::string> tokens;
  std::vector<std::string> merges;
  for (char a = 'a'; a <= 'z'; ++a) tokens.push_back({a});
  for (char a = 'a'; a <= 'z'; ++a) {
    for (char b = 'z'; b >= 'a'; --b) {
      tokens.push_back({a, b});
      merges.push_back({a, ' ', b});
    }
  }
  const MergeTable table = load(tokens, merges).value();
  for (int32_t a = 0; a < 26; ++a) {
    for (int32_t b = 0; b < 26; ++b) {
      const Join join = table.find(a, b);
      EXPECT_EQ(join.priority, static_cast<uint32_t>(a * 26 + 25 - b));
      EXPECT_EQ(join.id, 26 + a * 26 + 25 - b);
    }
  }
  EXPECT_EQ(table.find(26, 0).priority, Join::kNever);
}

TEST(MergeTable, FindsResultsInAnyOrder) {
  const MergeTable table = load({"ab", "a", "b", "ba"}, {"b a", "a b"}).value();
  EXPECT_EQ(table.find(2, 1).id, 3);
  EXPECT_EQ(table.find(1, 2).id, 0);
}

TEST(MergeTable, CountsTheFirstRankOfAMergeThatIsListedTwice) {
  EXPECT_EQ(load({"a", "b", "ab", "ba"}, {"a b", "b a", "a b"}).value().find(0, 1).priority, 0u);
}

TEST(MergeTable, LetsATokenBeginWithASpace) { EXPECT_EQ(load({" ", "a", " a"}, {"  a"}).value().find(0, 1).id, 2); }

TEST(MergeTable, RefusesMergesThatAreNotTwoTokensMakingAThird) {
  EXPECT_THAT(load_error({"a b", "ab"}), HasSubstr("merge 1 is 'ab', expected two tokens with a space between"));
  EXPECT_THAT(load_error({"a "}), HasSubstr("merge 0 is 'a ', expected two tokens"));
  EXPECT_THAT(load_error({""}), HasSubstr("merge 0 is '', expected two tokens"));
  EXPECT_THAT(load_error({"a b", "a c"}), HasSubstr("merge 1 is 'a c', whose parts are not both in the vocabulary"));
  EXPECT_THAT(load_error({"b a"}), HasSubstr("merge 0 is 'b a', whose result is not in the vocabulary"));
}

TEST(MergeTable, RefusesMissingMerges) {
  gguf::Writer writer;
  writer.set("tokenizer.ggml.tokens", std::vector<std::string>{"a"});
  const ModelFile missing(writer);
  EXPECT_THAT(MergeTable::load(missing.file(), Vocab::load(missing.file()).value()).error().message,
              HasSubstr("tokenizer.ggml.merges: missing"));
  writer.set("tokenizer.ggml.merges", std::vector<int32_t>{1});
  const ModelFile numbers(writer);
  EXPECT_THAT(MergeTable::load(numbers.file(), Vocab::load(numbers.file()).value()).error().message,
              HasSubstr("found an array of i32, expected one of string"));
}

}  // namespace
}  // namespace hearth::tokenizer
