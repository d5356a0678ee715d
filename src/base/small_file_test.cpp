#include "base/small_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"

namespace hearth {
namespace {

using ::testing::HasSubstr;

TEST(SmallFile, IsReadWhole) {
  const TestFolder folder;
  const std::string long_text(100'000, 'x');
  EXPECT_EQ(read_small_file(folder.write("a", long_text)).value(), long_text);
  EXPECT_EQ(read_small_file(folder.write("b", "")).value(), "");
}

TEST(SmallFile, IsReadEvenWhenTheSystemSaysThatItHasNoSize) {
  EXPECT_THAT(read_small_file("/proc/self/status").value(), HasSubstr("VmHWM:"));
}

TEST(SmallFile, MayHaveAsManyBytesAsAllowedAndNoMore) {
  const TestFolder folder;
  const std::string path = folder.write("ten", "0123456789");
  EXPECT_TRUE(read_small_file(path, 10));
  const auto longer = read_small_file(path, 9);
  ASSERT_FALSE(longer);
  EXPECT_EQ(longer.error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(longer.error().message, path + ": is longer than 9 bytes");
}

TEST(SmallFile, AnAbsentOneIsNotFoundAndAFolderIsRefused) {
  const TestFolder folder;
  const auto absent = read_small_file(folder.path() + "/nothing");
  ASSERT_FALSE(absent);
  EXPECT_EQ(absent.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(absent.error().message, HasSubstr(folder.path() + "/nothing: "));
  const auto below_a_file = read_small_file(folder.write("file", "") + "/nothing");
  ASSERT_FALSE(below_a_file);
  EXPECT_EQ(below_a_file.error().code, ErrorCode::kNotFound);
  const auto is_folder = read_small_file(folder.path());
  ASSERT_FALSE(is_folder);
  EXPECT_EQ(is_folder.error().code, ErrorCode::kIo);
}

}  // namespace
}  // namespace hearth
