#include "cli/command_line.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

// What a command like `run` declares.
struct Given {
  std::string file, error;
  std::vector<std::string> words, options;
  std::string name = "default";
  int32_t number = -1;
  bool flag = false;
};

Given parse(const std::vector<std::string>& arguments) {
  Given given;
  CommandLine line("run");
  line.argument("FILE", given.file, "a file");
  line.arguments("PROMPT", given.words, "words");
  line.option("-o,--option", "NAME=VALUE", given.options, "options");
  line.option("--name", "NAME", given.name, "a name");
  line.option("-n,--number", "N", given.number, "a number");
  line.flag("--flag", given.flag, "a flag");
  const auto outcome = line.parse(arguments);
  if (!outcome) given.error = outcome.error().message;
  return given;
}

TEST(CommandLine, WordsAndFlagsMayStandInAnyOrder) {
  const Given given =
      parse({"--flag", "m.gguf", "-o", "a=1", "hello", "--number=5", "world", "--option", "b=2", "--name", "x"});
  EXPECT_EQ(given.error, "");
  EXPECT_EQ(given.file, "m.gguf");
  EXPECT_THAT(given.words, ElementsAre("hello", "world"));
  EXPECT_THAT(given.options, ElementsAre("a=1", "b=2"));
  EXPECT_EQ(given.name, "x");
  EXPECT_EQ(given.number, 5);
  EXPECT_TRUE(given.flag);
}

TEST(CommandLine, WhatIsNotGivenKeepsItsValue) {
  const Given given = parse({"m.gguf"});
  EXPECT_EQ(given.error, "");
  EXPECT_THAT(given.words, IsEmpty());
  EXPECT_EQ(given.name, "default");
  EXPECT_EQ(given.number, -1);
  EXPECT_FALSE(given.flag);
}

TEST(CommandLine, WordsAreTakenAsTheyWereTyped) {
  const std::vector<std::string> odd = {"[a,b]", "{}", "", "-", "a=b", "\"q\"", "%%", "++", "# x", " a "};
  std::vector<std::string> arguments = {"m.gguf"};
  arguments.insert(arguments.end(), odd.begin(), odd.end());
  const Given given = parse(arguments);
  EXPECT_EQ(given.error, "");
  EXPECT_EQ(given.words, odd);
  EXPECT_THAT(parse({"m.gguf", "-o", "[a,b]", "-o", "{}", "-o", "x=a,b"}).options, ElementsAre("[a,b]", "{}", "x=a,b"));
}

TEST(CommandLine, BehindTwoDashesEverythingIsAWord) {
  const Given given = parse({"--flag", "--", "m.gguf", "--flag", "--", "-x"});
  EXPECT_EQ(given.error, "");
  EXPECT_EQ(given.file, "m.gguf");
  EXPECT_THAT(given.words, ElementsAre("--flag", "--", "-x"));
}

TEST(CommandLine, OfTwoValuesTheLastHolds) { EXPECT_EQ(parse({"m", "--number", "1", "-n", "2"}).number, 2); }

TEST(CommandLine, SaysWhatIsWrong) {
  EXPECT_EQ(parse({}).error, "FILE is missing; usage: hearth run MODEL [PROMPT...]");
  EXPECT_EQ(parse({"m", "--frob"}).error, "unknown flag '--frob'; see 'hearth run --help'");
  EXPECT_EQ(parse({"m", "-z"}).error, "unknown flag '-z'; see 'hearth run --help'");
  EXPECT_EQ(parse({"m", "--number"}).error, "--number needs a value; see 'hearth run --help'");
  EXPECT_EQ(parse({"m", "--number", "x"}).error, "--number is 'x', expected a whole number; see 'hearth run --help'");
  EXPECT_NE(parse({"m", "--flag=no"}).error, "");
}

TEST(CommandLine, AWordTooManyIsAnError) {
  CommandLine line("version");
  EXPECT_EQ(line.parse(std::vector<std::string>{"x"}).error().message, "unexpected argument 'x'");
}

TEST(CommandLine, TheHelpPageListsEverything) {
  std::string file;
  bool flag = false;
  CommandLine line("show");
  line.argument("FILE", file, "a model file");
  line.flag("-f,--flag", flag, "a flag");
  line.explain("Options", {{"seed", "a number"}});
  EXPECT_THAT(line.help(), HasSubstr("Usage:\n  hearth show MODEL [flags]\n"));
  EXPECT_THAT(line.help(), HasSubstr("Arguments:\n  FILE  a model file\n"));
  EXPECT_THAT(line.help(), HasSubstr("Flags:\n  -f, --flag  a flag\n  -h, --help  this page\n"));
  EXPECT_THAT(line.help(), HasSubstr("Options:\n  seed  a number\n"));
  testing::internal::CaptureStdout();
  EXPECT_EQ(line.parse(std::vector<std::string>{"-h"}).value(), CommandLine::kHelp);
  EXPECT_EQ(testing::internal::GetCapturedStdout(), line.help());
}

}  // namespace
}  // namespace hearth::cli
