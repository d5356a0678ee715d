#include "store/partial_file.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <optional>
#include <utility>

#include "store/files.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

class PartialFileTest : public testing::Test {
 protected:
  PartialFile create() const {
    return PartialFile::create(folder_.file(""), StoreLock::shared(folder_.file("")).value()).value();
  }
  static Status append(PartialFile& file, std::string_view text) { return file.append(gguf::as_bytes(text)); }
  Result<Descriptor> commit(PartialFile file, const std::string& name) const {
    return std::move(file).commit(name, StoreLock::exclusive(folder_.file("")).value());
  }
  size_t n_files() const { return folder_.n_files() - 1; }  // besides .lock

  const gguf::TemporaryFolder folder_;
};

TEST_F(PartialFileTest, GetsItsNameOnlyWhenCommitted) {
  PartialFile file = create();
  EXPECT_TRUE(is_partial_name(std::filesystem::path(file.path()).filename().native()));
  ASSERT_TRUE(append(file, "hello"));
  ASSERT_TRUE(file.sync());
  EXPECT_FALSE(std::filesystem::exists(folder_.file("name")));
  ASSERT_TRUE(commit(std::move(file), "name"));
  EXPECT_EQ(content_of(folder_.file("name")), "hello");
  EXPECT_EQ(n_files(), 1u);
}

TEST_F(PartialFileTest, LeavesNothingWithoutCommit) {
  {
    PartialFile file = create();
    ASSERT_TRUE(append(file, "hello"));
    EXPECT_EQ(n_files(), 1u);
  }
  EXPECT_EQ(n_files(), 0u);
}

TEST_F(PartialFileTest, IsLockedFromItsCreationUntilItsUserLetsGo) {
  std::optional<Descriptor> held;
  {
    PartialFile file = create();
    const Descriptor probe = open_regular(file.path()).value();
    EXPECT_EQ(try_lock_exclusive(probe, file.path()), InUse::kYes);
    held = commit(std::move(file), "name").value();
  }
  const Descriptor probe = open_regular(folder_.file("name")).value();
  EXPECT_EQ(try_lock_exclusive(probe, "name"), InUse::kYes);
  held.reset();
  EXPECT_EQ(try_lock_exclusive(probe, "name"), InUse::kNo);
}

TEST_F(PartialFileTest, GivesBackWhatWasSetAsideTooMuch) {
  PartialFile file = create();
  ASSERT_TRUE(file.reserve(1 << 20));
  ASSERT_TRUE(append(file, "abc"));
  ASSERT_TRUE(file.trim());
  ASSERT_TRUE(commit(std::move(file), "name"));
  struct stat info{};
  ASSERT_EQ(stat(folder_.file("name").c_str(), &info), 0);
  EXPECT_EQ(info.st_size, 3);
  EXPECT_LT(info.st_blocks * 512, 1 << 20);
}

TEST_F(PartialFileTest, LinksTheFileThatIsOpen) {
  write_text(folder_.file("source"), "data");
  Descriptor source = open_regular(folder_.file("source")).value();
  std::filesystem::rename(folder_.file("source"), folder_.file("moved"));
  write_text(folder_.file("source"), "something else");
  auto file = PartialFile::hard_link(folder_.file(""), std::move(source), StoreLock::shared(folder_.file("")).value());
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_TRUE(commit(*std::move(file), "name"));
  EXPECT_TRUE(std::filesystem::equivalent(folder_.file("name"), folder_.file("moved")));
}

TEST_F(PartialFileTest, LinkingAFileToItsOwnNameLeavesNothingBehind) {
  write_text(folder_.file("name"), "data");
  auto file = PartialFile::hard_link(folder_.file(""), open_regular(folder_.file("name")).value(),
                                     StoreLock::shared(folder_.file("")).value());
  ASSERT_TRUE(commit(*std::move(file), "name"));
  EXPECT_EQ(content_of(folder_.file("name")), "data");
  EXPECT_EQ(n_files(), 1u);
}

TEST_F(PartialFileTest, SaysWhereItCannotBeCreated) {
  const auto file = PartialFile::create(folder_.file("none"), StoreLock::shared(folder_.file("")).value());
  ASSERT_FALSE(file);
  EXPECT_EQ(file.error().message, folder_.file("none") + ": cannot be written to: No such file or directory");
}

}  // namespace
}  // namespace hearth::store
