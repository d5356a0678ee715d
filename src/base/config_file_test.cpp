#include "base/config_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "base/text.h"

namespace hearth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;
using Shape = ConfigEntry::Shape;

std::vector<ConfigEntry> entries_of(std::string_view text) { return parse_config(text, "config.yaml").value(); }

std::string error_of(std::string_view text) {
  const auto entries = parse_config(text, "config.yaml");
  return entries ? "no error" : entries.error().message;
}

TEST(ConfigFile, HasNamesWithValuesAndTheirLines) {
  const auto entries = entries_of("# comment\nhost: 0.0.0.0:8080\n\nmax_queue_length: 64  # few\n");
  ASSERT_THAT(entries, SizeIs(2));
  EXPECT_EQ(entries[0].name, "host");
  EXPECT_EQ(entries[0].line, 2);
  EXPECT_EQ(entries[0].shape, Shape::kText);
  EXPECT_THAT(entries[0].texts, ElementsAre("0.0.0.0:8080"));
  EXPECT_EQ(entries[1].name, "max_queue_length");
  EXPECT_EQ(entries[1].line, 4);
  EXPECT_THAT(entries[1].texts, ElementsAre("64"));
}

TEST(ConfigFile, ReadsBothWaysOfWritingAList) {
  for (const char* text : {"origins: [http://a, http://b]\n", "origins:\n  - http://a\n  - http://b\n"}) {
    const auto entries = entries_of(text);
    ASSERT_THAT(entries, SizeIs(1)) << text;
    EXPECT_EQ(entries[0].shape, Shape::kList);
    EXPECT_THAT(entries[0].texts, ElementsAre("http://a", "http://b"));
  }
  EXPECT_THAT(entries_of("origins: []")[0].texts, IsEmpty());
}

TEST(ConfigFile, TakesQuotedTextsWithoutTheirQuotes) {
  EXPECT_THAT(entries_of("editor: \"nano -w\"")[0].texts, ElementsAre("nano -w"));
  EXPECT_THAT(entries_of("editor: '~'")[0].texts, ElementsAre("~"));
}

TEST(ConfigFile, ANameWithoutAValueHasNone) {
  for (const char* text : {"host:\n", "host: ~\n", "host: null\n"}) {
    const auto entries = entries_of(text);
    ASSERT_THAT(entries, SizeIs(1)) << text;
    EXPECT_EQ(entries[0].shape, Shape::kNothing) << text;
  }
}

TEST(ConfigFile, WithNothingInItIsFine) {
  for (const char* text : {"", "\n\n", "# only a comment\n", "---\n", "~\n", "{}\n"}) {
    EXPECT_THAT(entries_of(text), IsEmpty()) << text;
  }
}

TEST(ConfigFile, WhatLiesDeeperIsKeptAsSuch) {
  for (const char* text : {"a: {b: c}\nz: 1\n", "a:\n  b:\n    c: [d]\nz: 1\n", "a: [[b]]\nz: 1\n",
                           "a: [b, {c: d}, e]\nz: 1\n", "a: [~]\nz: 1\n"}) {
    const auto entries = entries_of(text);
    ASSERT_THAT(entries, SizeIs(2)) << text;
    EXPECT_EQ(entries[0].shape, Shape::kOther) << text;
    EXPECT_THAT(entries[1].texts, ElementsAre("1")) << text;
  }
}

TEST(ConfigFile, ErrorsNameTheLine) {
  EXPECT_THAT(error_of("host: a\nmodels: [b\n"), StartsWith("config.yaml:"));
  EXPECT_THAT(error_of("host: a\n\tmodels: b\n"), StartsWith("config.yaml:2: is not YAML: "));
  EXPECT_EQ(error_of("host: a\nmodels: b\nhost: c\n"), "config.yaml:3: sets host, which line 1 sets already");
  EXPECT_EQ(error_of("- a\n- b\n"), "config.yaml:1: expected lines of 'name: value', found a list");
  EXPECT_EQ(error_of("just words\n"), "config.yaml:1: expected lines of 'name: value'");
  EXPECT_EQ(error_of("[a]: b\n"), "config.yaml:1: expected a name, found a list or a mapping");
  EXPECT_EQ(error_of("~: b\n"), "config.yaml:1: expected a name before ':'");
  EXPECT_EQ(error_of("host: a\n---\nhost: b\n"), "config.yaml: holds several YAML documents, expected one");
}

TEST(ConfigFile, ReferencesAreRefusedSoThatAShortFileStaysShort) {
  EXPECT_THAT(error_of("a: &x 1\nb: *x\n"), StartsWith("config.yaml:2: refers to another part of the file"));
  std::string bomb = "l0: &l0 [x, x]\n";
  for (int i = 1; i < 60; ++i) {
    bomb += concat("l", i, ": &l", i, " [");
    for (int j = 0; j < 9; ++j) bomb += concat("*l", i - 1, ", ");
    bomb += concat("*l", i - 1, "]\n");
  }
  EXPECT_THAT(error_of(bomb), HasSubstr("refers to another part of the file"));
  EXPECT_THAT(error_of("a: &x 1\n<<: *x\n"), HasSubstr("refers to another part of the file"));
}

TEST(ConfigFile, NestingThatNeverEndsIsRefused) {
  EXPECT_THAT(error_of("a: " + std::string(50'000, '[')), StartsWith("config.yaml:1: is not YAML: "));
}

TEST(ConfigFile, IsReadFromTheDiskUpToALimit) {
  const TestFolder folder;
  const std::string path = folder.write("config.yaml", "host: a\n");
  EXPECT_THAT(read_config_file(path).value(), SizeIs(1));
  const auto absent = read_config_file(folder.path() + "/none.yaml");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
  const auto large = read_config_file(folder.write("large.yaml", std::string(kMaxConfigBytes + 1, '#')));
  ASSERT_FALSE(large);
  EXPECT_THAT(large.error().message, HasSubstr("large.yaml: is longer than 65536 bytes"));
}

}  // namespace
}  // namespace hearth
