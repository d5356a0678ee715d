#include "cli/input.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <vector>

namespace hearth::cli {
namespace {

using ::testing::HasSubstr;

TEST(Input, WordsAreJoinedBehindWhatWasPiped) {
  const std::vector<std::string> words = {"sum", "it up"};
  EXPECT_EQ(join_prompt("", words), "sum it up");
  EXPECT_EQ(join_prompt("a text\n", words), "a text\n sum it up");
  EXPECT_EQ(join_prompt("a text\n", {}), "a text\n");
  EXPECT_EQ(join_prompt("", {}), "");
  EXPECT_EQ(join_prompt("", std::vector<std::string>{"", "x"}), " x");
}

TEST(Input, AFileIsReadByteByByte) {
  const std::string path = testing::TempDir() + "hearth_input_test.txt", text("a\0\r\n\xff", 5);
  std::ofstream(path, std::ios::binary) << text;
  EXPECT_EQ(read_file(path).value(), text);
  std::remove(path.c_str());
}

TEST(Input, AFileThatCannotBeReadIsNamed) {
  const auto missing = read_file("no_such.txt");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("no_such.txt"));
  const auto folder = read_file(testing::TempDir());
  ASSERT_FALSE(folder);
  EXPECT_THAT(folder.error().message, HasSubstr(testing::TempDir()));
}

}  // namespace
}  // namespace hearth::cli
