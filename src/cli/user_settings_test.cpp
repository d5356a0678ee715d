#include "cli/user_settings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

TEST(UserSettings, FlagsAreSpelledWithHyphens) {
  EXPECT_EQ(flag_name({.key = "max_queue_length", .variable = {}, .default_text = {}, .help = {}, .expected = {}}),
            "--max-queue-length");
}

TEST(UserSettings, EverySettingIsAFlag) {
  CommandLine line("config");
  const SettingFlags flags(line);
  for (const SettingRow& row : setting_rows()) EXPECT_THAT(line.help(), HasSubstr(flag_name(row)));
}

TEST(UserSettings, OnlyFlagsThatWereGivenCount) {
  CommandLine line("config");
  const SettingFlags flags(line);
  ASSERT_TRUE(line.parse(std::vector<std::string>{"--num-threads", "3", "--host=a", "--host", "b"}));
  const auto given = flags.given();
  ASSERT_THAT(given, SizeIs(3));
  EXPECT_EQ(given[0].key, "num_threads");
  EXPECT_EQ(given[0].name, "--num-threads");
  EXPECT_EQ(given[0].text, "3");
  EXPECT_EQ(given[1].text, "a");
  EXPECT_EQ(given[2].text, "b");
}

TEST(UserSettings, NoFlagsAreNoSettings) {
  CommandLine line("config");
  const SettingFlags flags(line);
  ASSERT_TRUE(line.parse({}));
  EXPECT_THAT(flags.given(), IsEmpty());
}

TEST(UserSettings, WarningsGoToStandardErrorInOneLineEach) {
  Settings settings = Settings::combine({}).value();
  settings.warnings = {{"host", "a\nb", "it is ignored"}, {"debug", "c", "it counts as true"}};
  testing::internal::CaptureStderr();
  say_warnings(settings);
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "warning: a b; it is ignored\nwarning: c; it counts as true\n");
}

}  // namespace
}  // namespace hearth::cli
