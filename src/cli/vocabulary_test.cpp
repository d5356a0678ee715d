#include "cli/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(Vocabulary, IsReadFromAModelFile) {
  const auto vocabulary = Vocabulary::open(HEARTH_SOURCE_DIR "/tests/golden/models/llama-yarn-q5.gguf");
  ASSERT_TRUE(vocabulary) << vocabulary.error().message;
  EXPECT_EQ(vocabulary->tokenizer->n_vocab(), 320);
}

TEST(Vocabulary, AFileThatIsNoneIsNamed) {
  EXPECT_THAT(Vocabulary::open("no_such.gguf").error().message, HasSubstr("no_such.gguf"));
}

TEST(Vocabulary, IdsAreWrittenAsAJsonArray) {
  EXPECT_EQ(ids_text({}), "[]");
  EXPECT_EQ(ids_text(std::vector<int32_t>{1, 22, 333}), "[1,22,333]");
}

TEST(Vocabulary, IdsAreReadAsArgumentsAndAsJson) {
  EXPECT_THAT(parse_ids("1 22 333", 400).value(), ElementsAre(1, 22, 333));
  EXPECT_THAT(parse_ids("[1, 22,\n333]\n", 400).value(), ElementsAre(1, 22, 333));
  EXPECT_THAT(parse_ids("[]", 400).value(), IsEmpty());
}

TEST(Vocabulary, WhatIsNoIdIsNamed) {
  EXPECT_EQ(parse_ids("1 400", 400).error().message, "token id is 400, expected 0 to 399");
  EXPECT_EQ(parse_ids("[1,cat]", 400).error().message, "token id is 'cat', expected a whole number");
  EXPECT_EQ(parse_ids("-1", 400).error().message, "token id is -1, expected 0 to 399");
}

}  // namespace
}  // namespace hearth::cli
