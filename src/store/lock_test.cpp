#include "store/lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "gguf/test_files.h"
#include "store/files.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

// What another process could get on the lock file right now: LOCK_SH or LOCK_EX.
bool could_lock(const std::string& root, int kind) {
  const Descriptor file(open((root + "/.lock").c_str(), O_RDWR | O_CLOEXEC));
  return flock(file.fd(), kind | LOCK_NB) == 0;
}

TEST(StoreLock, ReadersShareAndWritersDoNot) {
  const gguf::TemporaryFolder folder;
  const std::string root = folder.file("");
  {
    const StoreLock first = StoreLock::shared(root).value(), second = StoreLock::shared(root).value();
    EXPECT_FALSE(first.is_exclusive());
    EXPECT_TRUE(could_lock(root, LOCK_SH));
    EXPECT_FALSE(could_lock(root, LOCK_EX));
  }
  {
    const StoreLock lock = StoreLock::exclusive(root).value();
    EXPECT_TRUE(lock.is_exclusive());
    EXPECT_FALSE(could_lock(root, LOCK_SH));
  }
  EXPECT_TRUE(could_lock(root, LOCK_EX));
}

TEST(StoreLock, GoesWithAKilledProcess) {
  const gguf::TemporaryFolder folder;
  const std::string root = folder.file("");
  int locked[2];
  ASSERT_EQ(pipe(locked), 0);
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    const auto lock = StoreLock::exclusive(root);
    if (write(locked[1], "x", 1) == 1) pause();
    _exit(0);
  }
  char byte = 0;
  ASSERT_EQ(read(locked[0], &byte, 1), 1);
  EXPECT_FALSE(could_lock(root, LOCK_SH));
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(could_lock(root, LOCK_EX));
  close(locked[0]);
  close(locked[1]);
}

TEST(StoreLock, SaysWhatCannotBeLocked) {
  const auto lock = StoreLock::exclusive("/no/such/folder");
  ASSERT_FALSE(lock);
  EXPECT_EQ(lock.error().message, "/no/such/folder/.lock: the store cannot be locked: No such file or directory");
}

TEST(StoreLock, FollowsNoLinkOutOfTheStore) {
  const gguf::TemporaryFolder folder;
  std::filesystem::create_symlink(folder.file("elsewhere"), folder.file(".lock"));
  EXPECT_FALSE(StoreLock::exclusive(folder.file("")));
  EXPECT_FALSE(std::filesystem::exists(folder.file("elsewhere")));
}

TEST(FileLock, TellsWhetherSomebodyHasTheFile) {
  const gguf::TemporaryFolder folder;
  const std::string path = folder.file("file");
  write_text(path, "");
  const Descriptor probe = open_regular(path).value();
  {
    const Descriptor user = open_regular(path).value(), second = open_regular(path).value();
    ASSERT_TRUE(lock_shared(user, path));
    ASSERT_TRUE(lock_shared(second, path));
    EXPECT_EQ(try_lock_exclusive(probe, path), InUse::kYes);
  }
  EXPECT_EQ(try_lock_exclusive(probe, path), InUse::kNo);
  const Descriptor late = open_regular(path).value();
  EXPECT_EQ(lock_shared(late, path).error().message,
            path + ": is locked by another program: Resource temporarily unavailable");
}

}  // namespace
}  // namespace hearth::store
