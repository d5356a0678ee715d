#include "base/mapped_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <array>
#include <filesystem>
#include <fstream>
#include <utility>

namespace hearth {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

// A folder for the files of one test.
class MappedFileTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = testing::TempDir() + "hearth-mapped-XXXXXX";
    ASSERT_NE(mkdtemp(folder_.data()), nullptr) << folder_;
  }
  void TearDown() override {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  std::string write(const std::string& content) const {
    const std::string path = folder_ + "/file";
    std::ofstream(path, std::ios::binary) << content;
    return path;
  }

  std::string folder_;
};

TEST_F(MappedFileTest, GivesTheSameBytesMappedAndInPieces) {
  const MappedFile opened = MappedFile::open(write("0123456789")).value();
  ASSERT_EQ(opened.size_bytes(), 10u);
  EXPECT_EQ(std::string(opened.bytes().begin(), opened.bytes().end()), "0123456789");
  std::array<uint8_t, 3> piece{};
  ASSERT_TRUE(opened.read_at(7, piece));
  EXPECT_THAT(piece, ElementsAre('7', '8', '9'));
  EXPECT_TRUE(opened.unchanged());
  opened.drop_resident();
  EXPECT_EQ(opened.bytes()[4], '4');
}

TEST_F(MappedFileTest, MovingHandsTheFileOver) {
  MappedFile from = MappedFile::open(write("abc")).value();
  const MappedFile to(std::move(from));
  EXPECT_EQ(from.size_bytes(), 0u);
  EXPECT_EQ(to.path(), folder_ + "/file");
  EXPECT_EQ(to.bytes()[2], 'c');
}

TEST_F(MappedFileTest, OnlyRegularFilesThatAreThereOpen) {
  const auto missing = MappedFile::open(folder_ + "/none");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr(folder_ + "/none: "));

  const std::string pipe = folder_ + "/pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  for (const std::string& path : {folder_, pipe}) {
    const auto opened = MappedFile::open(path);
    ASSERT_FALSE(opened) << path;
    EXPECT_EQ(opened.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(opened.error().message, path + ": not a regular file");
  }
}

TEST_F(MappedFileTest, AnEmptyFileHasNoBytes) {
  const auto opened = MappedFile::open(write(""));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(opened->bytes().empty());
  std::array<uint8_t, 1> one{};
  EXPECT_FALSE(opened->read_at(0, one));
  opened->drop_resident();
}

TEST_F(MappedFileTest, AFileThatShrankIsAnErrorAndNotASignal) {
  const std::string path = write(std::string(100, 'x'));
  const MappedFile opened = MappedFile::open(path).value();
  std::filesystem::resize_file(path, 10);
  std::array<uint8_t, 10> into{};
  EXPECT_TRUE(opened.read_at(0, into));
  const Status beyond = opened.read_at(5, into);
  ASSERT_FALSE(beyond);
  EXPECT_EQ(beyond.error().code, ErrorCode::kIo);
  EXPECT_EQ(beyond.error().message, path + ": ends at byte 10, shorter than when it was opened");
  const Status unchanged = opened.unchanged();
  ASSERT_FALSE(unchanged);
  EXPECT_EQ(unchanged.error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace hearth
