#include "store/gc.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <optional>

#include "store/partial_file.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr GcOptions kAtOnce{
    .mode = GcOptions::Mode::kRemove, .blob_age = std::chrono::seconds(0), .download_age = std::chrono::seconds(0)};

class GcTest : public StoreTest {
 protected:
  GcReport collect(const GcOptions& options = kAtOnce) const {
    auto report = collect_garbage(store_, options);
    EXPECT_TRUE(report.has_value()) << report.error().message;
    return *std::move(report);
  }
  // A blob that no manifest names and nobody pins.
  std::string orphan(std::string_view text) const {
    return store_.blobs().path(store_.blobs().add_bytes(text)->digest());
  }
  std::string blob_file(std::string_view name) const { return concat(store_.blobs().folder(), "/", name); }
};

TEST_F(GcTest, RemovesBlobsThatNoManifestNames) {
  put("a", "{}", "weights");
  const std::string path = orphan("orphan");
  const GcReport report = collect();
  ASSERT_EQ(report.removed.size(), 1u);
  EXPECT_EQ(report.removed[0].path, path);
  EXPECT_EQ(report.removed[0].why, GcReport::Why::kUnusedBlob);
  EXPECT_EQ(report.freed_bytes(), 6u);
  EXPECT_THAT(report.problems, IsEmpty());
  EXPECT_FALSE(fs::exists(path));
  EXPECT_TRUE(store_.open_model(name_of("a")));
}

TEST_F(GcTest, LeavesYoungBlobs) {
  const std::string path = orphan("orphan");
  EXPECT_THAT(collect({}).removed, IsEmpty());
  EXPECT_TRUE(fs::exists(path));
}

TEST_F(GcTest, OnlyReportsWhenAsked) {
  const std::string path = orphan("orphan");
  GcOptions options = kAtOnce;
  options.mode = GcOptions::Mode::kReportOnly;
  EXPECT_EQ(collect(options).removed.size(), 1u);
  EXPECT_TRUE(fs::exists(path));
  const BlobPin pin = store_.blobs().pin(Sha256::of("orphan")).value();
  EXPECT_THAT(collect(options).removed, IsEmpty());
  EXPECT_THAT(collect(options).in_use, ElementsAre(path));
}

TEST_F(GcTest, LeavesWhatIsInUse) {
  const AddedBlob blob = store_.blobs().add_bytes("in use").value();
  auto writer = std::make_optional(store_.blobs().writer().value());
  const GcReport report = collect();
  EXPECT_THAT(report.removed, IsEmpty());
  EXPECT_EQ(report.in_use.size(), 2u);
  ASSERT_TRUE(writer->append(gguf::as_bytes("late")));
  EXPECT_TRUE(std::move(*writer).commit());
  EXPECT_TRUE(has("in use"));
}

TEST_F(GcTest, RemovesWhatAKilledProcessLeft) {
  put("a", "{}", "weights");
  const std::string blob = blob_file(".hearth-partial-77-1");
  const std::string manifest = manifest_path("registry.ollama.ai/library/a/.hearth-partial-77-2");
  const std::string note = root_ + "/linked/.hearth-partial-77-3";
  fs::create_directories(root_ + "/linked");
  for (const std::string& path : {blob, manifest, note}) write_text(path, "half");
  fs::create_directories(manifest_path("registry.ollama.ai/library/empty"));
  const GcReport report = collect({});
  EXPECT_EQ(report.removed.size(), 3u);
  EXPECT_THAT(report.problems, IsEmpty());
  for (const std::string& path : {blob, manifest, note}) EXPECT_FALSE(fs::exists(path)) << path;
  EXPECT_FALSE(fs::exists(manifest_path("registry.ollama.ai/library/empty")));
  EXPECT_TRUE(store_.open_model(name_of("a")));
}

TEST_F(GcTest, RemovesBrokenDownloadsWhenTheyAreOld) {
  const std::string hex = Sha256::of("x").hex();
  for (const std::string_view end : {"-partial", "-partial-0", "-partial-12"}) {
    write_text(blob_file(concat("sha256-", hex, end)), "part");
  }
  EXPECT_THAT(collect({}).removed, IsEmpty());
  const GcReport report = collect();
  EXPECT_EQ(report.removed.size(), 3u);
  EXPECT_EQ(report.removed[0].why, GcReport::Why::kOldDownload);
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(GcTest, TellsOfForeignFilesAndLeavesThem) {
  const std::string hex = Sha256::of("x").hex();
  for (const std::string& name :
       {std::string("notes.txt"), "sha256-" + hex + "-partial-", "sha256-" + hex + "-partial-1x",
        "sha256-" + hex + ".bak", std::string("sha256-abc")}) {
    write_text(blob_file(name), "x");
  }
  EXPECT_EQ(collect().problems.size(), 5u);
  EXPECT_EQ(n_blobs(), 5u);
}

TEST_F(GcTest, RemovesNoBlobWhileAManifestIsUnreadable) {
  const std::string path = orphan("orphan");
  fs::create_directories(manifest_path("h/n/m"));
  write_text(manifest_path("h/n/m/t"), "{");
  const GcReport report = collect();
  EXPECT_THAT(report.removed, IsEmpty());
  EXPECT_EQ(report.problems.size(), 1u);
  EXPECT_TRUE(fs::exists(path));
}

TEST_F(GcTest, ForgetsNotesOfBlobsThatAreGone) {
  write_text(folder_.file("user.gguf"), "weights");
  const Digest digest = store_.blobs().add_file(folder_.file("user.gguf"))->digest();
  fs::remove(store_.blobs().path(digest));
  collect();
  EXPECT_TRUE(store_.blobs().linked_files().all()->empty());
}

TEST_F(GcTest, FreesNothingWhereTheUserKeepsTheFile) {
  write_text(folder_.file("user.gguf"), "weights");
  const Added how = store_.blobs().add_file(folder_.file("user.gguf"))->how;
  const GcReport report = collect();
  ASSERT_EQ(report.removed.size(), 1u);
  EXPECT_EQ(report.freed_bytes(), how == Added::kHardLinked ? 0u : 7u);
  EXPECT_EQ(content_of(folder_.file("user.gguf")), "weights");
}

}  // namespace
}  // namespace hearth::store
