#include "cli/command.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using ::testing::HasSubstr;

TEST(Command, EachIsFoundByItsName) {
  EXPECT_FALSE(commands().empty());
  for (const Command& command : commands()) EXPECT_EQ(find_command(command.name).value(), &command);
}

TEST(Command, SomeHaveOtherNames) {
  EXPECT_EQ(find_command("ls").value(), find_command("list").value());
  EXPECT_EQ(find_command("start").value(), find_command("serve").value());
  EXPECT_THAT(aliases(**find_command("list")), testing::ElementsAre("ls"));
  EXPECT_THAT(aliases(**find_command("show")), testing::IsEmpty());
}

TEST(Command, AnUnknownNameIsAnsweredWithTheNamesThereAre) {
  const auto found = find_command("frobnicate");
  ASSERT_FALSE(found);
  EXPECT_THAT(found.error().message, HasSubstr("unknown command 'frobnicate'"));
  for (const Command& command : commands()) EXPECT_THAT(found.error().message, HasSubstr(std::string(command.name)));
}

// `hearth help X` runs `hearth X --help`.
TEST(Command, EachHasAPage) {
  const std::string help[] = {"--help"};
  for (const Command& command : commands()) {
    testing::internal::CaptureStdout();
    EXPECT_TRUE(command.run(Arguments(help))) << command.name;
    const std::string page = testing::internal::GetCapturedStdout();
    EXPECT_THAT(page, HasSubstr(std::string("hearth ") + std::string(command.name))) << command.name;
    EXPECT_THAT(page, HasSubstr("Environment Variables:")) << command.name;
    EXPECT_THAT(page, HasSubstr("HEARTH_ISA")) << command.name;
  }
}

}  // namespace
}  // namespace hearth::cli
