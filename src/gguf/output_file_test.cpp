#include "gguf/output_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <iterator>

#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

std::string content(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST(OutputFile, AppearsOnlyWhenCommitted) {
  const TemporaryFolder folder;
  const std::string path = folder.file("out");
  auto file = OutputFile::create(path);
  ASSERT_TRUE(file.has_value()) << file.error().message;
  ASSERT_TRUE(file->append(as_bytes("hello ")).has_value());
  ASSERT_TRUE(file->append(as_bytes("world")).has_value());
  EXPECT_FALSE(std::filesystem::exists(path));
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_EQ(content(path), "hello world");
  EXPECT_EQ(folder.n_files(), 1u);
}

TEST(OutputFile, LeavesNothingWithoutCommit) {
  const TemporaryFolder folder;
  {
    auto file = OutputFile::create(folder.file("out"));
    ASSERT_TRUE(file->append(as_bytes("x")).has_value());
    EXPECT_EQ(folder.n_files(), 1u);
  }
  EXPECT_EQ(folder.n_files(), 0u);
}

TEST(OutputFile, KeepsPiecesOfAnySizeInOrder) {
  const TemporaryFolder folder;
  auto file = OutputFile::create(folder.file("out"));
  std::string expected;
  for (const size_t size :
       {size_t{10}, size_t{3} << 20, size_t{0}, (size_t{1} << 20) - 1, size_t{2}, size_t{1} << 20}) {
    const std::string piece(size, static_cast<char>('a' + expected.size() % 26));
    expected += piece;
    ASSERT_TRUE(file->append(as_bytes(piece)).has_value());
  }
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_TRUE(content(folder.file("out")) == expected);
}

TEST(OutputFile, ReplacesAFileThatIsThere) {
  const TemporaryFolder folder;
  write_file(folder.file("out"), as_bytes("old"));
  auto file = OutputFile::create(folder.file("out"));
  ASSERT_TRUE(file->append(as_bytes("new")).has_value());
  EXPECT_EQ(content(folder.file("out")), "old");
  ASSERT_TRUE(file->commit().has_value());
  EXPECT_EQ(content(folder.file("out")), "new");
}

TEST(OutputFile, SaysWhyItCannotBeCreated) {
  const TemporaryFolder folder;
  const auto file = OutputFile::create(folder.file("no/such/folder"));
  ASSERT_FALSE(file.has_value());
  EXPECT_EQ(file.error().message, folder.file("no/such/folder") + ": cannot be created: No such file or directory");
}

}  // namespace
}  // namespace hearth::gguf
