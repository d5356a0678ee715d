#include "store/download_file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/gc.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

using testing::ElementsAre;

Bytes bytes_of(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

class DownloadFileTest : public StoreTest {
 protected:
  const std::string content_ = "the weights of a model";
  const Digest digest_ = Sha256::of(content_);

  DownloadFile open() const {
    auto file = DownloadFile::open(store_.blobs(), digest_, content_.size());
    EXPECT_TRUE(file && *file) << (file ? "in use" : file.error().message);
    return std::move(**file);
  }
  std::string file(std::string_view end) const {
    return concat(store_.blobs().folder(), "/sha256-", digest_.hex(), "-partial", end);
  }
};

TEST_F(DownloadFileTest, BecomesABlob) {
  DownloadFile download = open();
  EXPECT_THAT(download.parts_found(), ElementsAre(DownloadPart{0, content_.size(), 0}));
  ASSERT_TRUE(download.write(10, bytes_of(content_.substr(10))));
  ASSERT_TRUE(download.write(0, bytes_of(content_.substr(0, 10))));
  const auto added = std::move(download).commit(digest_);
  ASSERT_TRUE(added) << added.error().message;
  EXPECT_EQ(added->size_bytes(), content_.size());
  EXPECT_EQ(store_.blobs().read(digest_, 100), content_);
  EXPECT_EQ(n_blobs(), 1u);  // and nothing beside it
}

TEST_F(DownloadFileTest, GoesOnWhereItWasLeft) {
  {
    const DownloadFile download = open();
    ASSERT_TRUE(download.write(0, bytes_of("the w")));
    ASSERT_TRUE(download.note(0, {0, 8, 5}));
    ASSERT_TRUE(download.note(1, {8, content_.size() - 8, 0}));
  }
  EXPECT_GE(DownloadFile::bytes_set_aside(store_.blobs(), digest_), content_.size());
  const DownloadFile again = open();
  EXPECT_THAT(again.parts_found(), ElementsAre(DownloadPart{0, 8, 5}, DownloadPart{8, content_.size() - 8, 0}));
  std::array<uint8_t, 5> start{};
  EXPECT_EQ(again.read(0, start), 5u);
  EXPECT_EQ(std::string(start.begin(), start.end()), "the w");
}

TEST_F(DownloadFileTest, ReadsWhatOllamaLeft) {
  write_text(file(""), std::string(content_.size(), '\0'));
  write_text(file("-0"), R"({"N":0,"Offset":0,"Size":12,"Completed":4})");
  write_text(file("-1"), R"({"N":1,"Offset":12,"Size":10,"Completed":10})");
  EXPECT_THAT(open().parts_found(), ElementsAre(DownloadPart{0, 12, 4}, DownloadPart{12, 10, 10}));
}

TEST_F(DownloadFileTest, CutsAPartThatWasBeingDivided) {
  write_text(file(""), std::string(content_.size(), '\0'));
  write_text(file("-0"), R"({"N":0,"Offset":0,"Size":22,"Completed":4})");
  write_text(file("-1"), R"({"N":1,"Offset":12,"Size":10,"Completed":1})");
  EXPECT_THAT(open().parts_found(), ElementsAre(DownloadPart{0, 12, 4}, DownloadPart{12, 10, 1}));
}

TEST_F(DownloadFileTest, TakesWhatDoesNotFitTogetherForNothing) {
  const DownloadPart nothing{0, content_.size(), 0};
  for (const char* note :
       {R"({"N":1,"Offset":3,"Size":19,"Completed":1})",  // a gap before it
        R"({"N":1,"Offset":0,"Size":21,"Completed":1})",  // and behind it
        R"({"N":1,"Offset":0,"Size":23,"Completed":1})", R"({"N":1,"Offset":0,"Size":22,"Completed":23})",
        R"({"N":1,"Offset":-1,"Size":22,"Completed":0})", R"({"N":1})", "", "{", "[]"}) {
    write_text(file(""), std::string(content_.size(), '\0'));
    write_text(file("-0"), note);
    EXPECT_THAT(open().parts_found(), ElementsAre(nothing)) << note;
  }
}

TEST_F(DownloadFileTest, OfAnotherLengthIsOfNoUse) {
  write_text(file(""), "short");
  write_text(file("-0"), R"({"N":0,"Offset":0,"Size":22,"Completed":5})");
  EXPECT_THAT(open().parts_found(), ElementsAre(DownloadPart{0, content_.size(), 0}));
}

TEST_F(DownloadFileTest, IsOneProcesssAtATime) {
  const DownloadFile first = open();
  const auto second = DownloadFile::open(store_.blobs(), digest_, content_.size());
  ASSERT_TRUE(second) << second.error().message;
  EXPECT_FALSE(second->has_value());
}

TEST_F(DownloadFileTest, StaysWhileItIsWritten) {
  const DownloadFile download = open();
  ASSERT_TRUE(collect_garbage(store_, {.blob_age = {}, .download_age = {}}));
  EXPECT_TRUE(std::filesystem::exists(file("")));
}

TEST_F(DownloadFileTest, WithOtherContentIsThrownAway) {
  DownloadFile download = open();
  const auto added = std::move(download).commit(Sha256::of("something else"));
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kCorrupt);
  EXPECT_THAT(added.error().message,
              testing::StartsWith("digest mismatch, file must be downloaded again: want sha256:"));
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(DownloadFileTest, MayBeEmpty) {
  const Digest nothing = Sha256::of("");
  auto download = DownloadFile::open(store_.blobs(), nothing, 0);
  ASSERT_TRUE(download && *download);
  EXPECT_TRUE((*download)->parts_found().front().is_complete());
  EXPECT_TRUE((*std::move(*download)).commit(nothing));
}

}  // namespace
}  // namespace hearth::store
