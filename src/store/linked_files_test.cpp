#include "store/linked_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "store/test_store.h"

namespace hearth::store {
namespace {

using State = LinkedFiles::State;

class LinkedFilesTest : public testing::Test {
 protected:
  void note(const struct stat& file) const {
    ASSERT_TRUE(linked_.note(digest_, file, "/models/a.gguf", StoreLock::exclusive(folder_.file("")).value()));
  }
  static struct stat file_of(int64_t size, int64_t seconds) {
    struct stat file{};
    file.st_size = size;
    file.st_mtim = {seconds, 123456789};
    return file;
  }

  const gguf::TemporaryFolder folder_;
  const LinkedFiles linked_{folder_.file("")};
  const Digest digest_ = Sha256::of("abc");
};

TEST_F(LinkedFilesTest, ComparesSizeAndTime) {
  EXPECT_EQ(linked_.compare(digest_, file_of(10, 1)), State::kNeverLinked);
  note(file_of(10, 1));
  EXPECT_EQ(linked_.compare(digest_, file_of(10, 1)), State::kAsNoted);
  EXPECT_EQ(linked_.compare(digest_, file_of(11, 1)), State::kChanged);
  EXPECT_EQ(linked_.compare(digest_, file_of(10, 2)), State::kChanged);
  EXPECT_EQ(linked_.source(digest_), "/models/a.gguf");
}

TEST_F(LinkedFilesTest, ForgetsAndReplacesNotes) {
  note(file_of(10, 1));
  note(file_of(20, 2));
  EXPECT_EQ(linked_.compare(digest_, file_of(20, 2)), State::kAsNoted);
  EXPECT_THAT(linked_.all().value(), testing::ElementsAre(digest_));
  linked_.forget(digest_);
  linked_.forget(digest_);
  EXPECT_EQ(linked_.compare(digest_, file_of(20, 2)), State::kNeverLinked);
  EXPECT_TRUE(linked_.all()->empty());
  EXPECT_EQ(linked_.source(digest_), "");
}

TEST_F(LinkedFilesTest, ANoteThatCannotBeReadMeansLookingAgain) {
  note(file_of(10, 1));
  for (const std::string& text : {std::string("{"), std::string("[]"), std::string(20'000, ' ')}) {
    write_text(folder_.file("linked/sha256-" + digest_.hex()), text);
    EXPECT_EQ(linked_.compare(digest_, file_of(10, 1)), State::kChanged);
  }
}

}  // namespace
}  // namespace hearth::store
