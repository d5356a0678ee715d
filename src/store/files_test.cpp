#include "store/files.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cerrno>

#include "store/test_store.h"

namespace hearth::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(Files, OpensRegularFilesOnly) {
  const gguf::TemporaryFolder folder;
  write_text(folder.file("file"), "text");
  ASSERT_EQ(mkfifo(folder.file("pipe").c_str(), 0600), 0);
  EXPECT_TRUE(open_regular(folder.file("file")));
  EXPECT_EQ(open_regular(folder.file("pipe")).error().message, folder.file("pipe") + ": not a regular file");
  EXPECT_EQ(open_regular(folder.file("none")).error().code, ErrorCode::kNotFound);
}

TEST(Files, ReadsUpToABound) {
  const gguf::TemporaryFolder folder;
  const std::string path = folder.file("file");
  write_text(path, "12345");
  const Descriptor file = open_regular(path).value();
  EXPECT_EQ(read_text(file, path, 5), "12345");
  const auto more = read_text(file, path, 4);
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(more.error().message, path + ": has 5 bytes, expected at most 4");
}

TEST(Files, HashesWhatIsLongerThanAPiece) {
  const gguf::TemporaryFolder folder;
  const std::string path = folder.file("file"), text(3'000'001, 'x');
  write_text(path, text);
  EXPECT_EQ(hash_file(open_regular(path).value(), path), Sha256::of(text));
}

TEST(Files, NoticesAChangeWhileItReads) {
  const gguf::TemporaryFolder folder;
  const std::string path = folder.file("file");
  write_text(path, "text");
  const auto read = for_each_piece(open_regular(path).value(), path, [&](Bytes) {
    write_text(path, "another text");
    return Status();
  });
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("changed while it was read"));
}

TEST(Files, MakesFoldersAboveToo) {
  const gguf::TemporaryFolder folder;
  EXPECT_TRUE(make_folders(folder.file("a/b/c")));
  EXPECT_TRUE(make_folders(folder.file("a/b/c")));
  EXPECT_TRUE(std::filesystem::is_directory(folder.file("a/b/c")));
  write_text(folder.file("file"), "");
  EXPECT_EQ(make_folders(folder.file("file")).error().message,
            folder.file("file") + ": cannot be made a folder: Not a directory");
}

TEST(Files, ListsInOrder) {
  const gguf::TemporaryFolder folder;
  for (const char* name : {"b", ".c", "a"}) write_text(folder.file(name), "");
  EXPECT_THAT(folder_entries(folder.file("")).value(), ElementsAre(".c", "a", "b"));
  EXPECT_TRUE(folder_entries(folder.file("none"))->empty());
  EXPECT_FALSE(folder_entries(folder.file("a")));
}

TEST(Files, TellsTheNumbersOfAFullDisk) {
  const gguf::TemporaryFolder folder;
  errno = ENOSPC;
  const std::string message = write_error(folder.file(""), 12345).error().message;
  EXPECT_THAT(message, HasSubstr("No space left on device: 12345 bytes are needed, "));
  EXPECT_THAT(message, HasSubstr(" are free on this disk; remove a model, or set OLLAMA_MODELS"));
  errno = EACCES;
  EXPECT_EQ(write_error("folder", 1).error().message, "folder: cannot be written to: Permission denied");
}

}  // namespace
}  // namespace hearth::store
