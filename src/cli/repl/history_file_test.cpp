#include "cli/repl/history_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>

#include "base/text.h"

namespace hearth::cli {
namespace {

// A home directory of its own for each test.
class HistoryFileTest : public testing::Test {
 protected:
  void SetUp() override {
    char name[] = "/tmp/hearth-history-XXXXXX";
    home_ = mkdtemp(name);
    before_ = getenv("HOME") == nullptr ? "" : getenv("HOME");
    setenv("HOME", home_.c_str(), 1);
    unsetenv("OLLAMA_NOHISTORY");
  }
  void TearDown() override {
    setenv("HOME", before_.c_str(), 1);
    unsetenv("OLLAMA_NOHISTORY");
    std::filesystem::remove_all(home_);
  }
  std::filesystem::path path() const { return home_ / ".hearth" / "history"; }

  std::filesystem::path home_;
  std::string before_;
};

TEST_F(HistoryFileTest, KeepsWhatWasSentForTheNextSession) {
  const HistoryFile history = *HistoryFile::of_user();
  ASSERT_TRUE(history.add("why is the sky blue?"));
  ASSERT_TRUE(history.add("/bye"));
  EXPECT_EQ(*HistoryFile(path()).load(), (std::vector<std::string>{"why is the sky blue?", "/bye"}));
}

TEST_F(HistoryFileTest, OnlyTheOwnerMayReadIt) {
  ASSERT_TRUE(HistoryFile(path()).add("secret"));
  struct stat info{};
  ASSERT_EQ(stat(path().c_str(), &info), 0);
  EXPECT_EQ(info.st_mode & 0777u, 0600u);
}

TEST_F(HistoryFileTest, HoldsTheLastHundredEntries) {
  const HistoryFile history(path());
  for (int i = 0; i < 103; ++i) ASSERT_TRUE(history.add(concat("entry ", i)));
  const std::vector<std::string> entries = *history.load();
  EXPECT_EQ(entries.size(), HistoryFile::kMaxEntries);
  EXPECT_EQ(entries.front(), "entry 3");
  EXPECT_EQ(entries.back(), "entry 102");
}

TEST_F(HistoryFileTest, EntriesMayHaveLineBreaksAndBackslashes) {
  const HistoryFile history(path());
  const std::string entry = "first\nsecond \\n \\ end\\";
  ASSERT_TRUE(history.add(entry));
  EXPECT_EQ(*history.load(), std::vector<std::string>{entry});
}

TEST_F(HistoryFileTest, DoesNotRepeatTheLastEntry) {
  const HistoryFile history(path());
  ASSERT_TRUE(history.add("a"));
  ASSERT_TRUE(history.add("a"));
  ASSERT_TRUE(history.add("b"));
  ASSERT_TRUE(history.add("a"));
  EXPECT_EQ(*history.load(), (std::vector<std::string>{"a", "b", "a"}));
}

TEST_F(HistoryFileTest, SessionsSideBySideKeepEachOthers) {
  const HistoryFile one(path()), other(path());
  ASSERT_TRUE(one.add("from one"));
  ASSERT_TRUE(other.add("from the other"));
  EXPECT_EQ(one.load()->size(), 2u);
}

TEST_F(HistoryFileTest, IsAbsentWhenTheUserWantsNone) {
  setenv("OLLAMA_NOHISTORY", "1", 1);
  EXPECT_FALSE(HistoryFile::of_user());
  unsetenv("OLLAMA_NOHISTORY");
  unsetenv("HOME");
  EXPECT_FALSE(HistoryFile::of_user());
}

TEST_F(HistoryFileTest, NamesTheDirectoryThatItCannotMake) {
  setenv("HOME", "/proc", 1);
  EXPECT_EQ(HistoryFile::of_user()->add("x").error().message, "cannot make /proc/.hearth: No such file or directory");
}

}  // namespace
}  // namespace hearth::cli
