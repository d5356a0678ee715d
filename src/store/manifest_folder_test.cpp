#include "store/manifest_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "store/test_store.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ManifestFolderTest : public StoreTest {
 protected:
  const ManifestFolder& manifests() const { return store_.manifests(); }
  std::vector<std::string> listed() const {
    std::vector<std::string> names;
    const Listing listing = manifests().list().value();
    for (const StoredModel& model : listing.models) names.push_back(model.name.display());
    return names;
  }
  std::string spelling_for(std::string_view name) const { return manifests().spelling_for(name_of(name)).display(); }
};

TEST_F(ManifestFolderTest, KeepsBytesAsTheyAre) {
  const std::string text = put("a", "{}", "w").digest.text() + " is not what is written here";
  const StoreLock lock = StoreLock::exclusive(root_).value();
  ASSERT_TRUE(manifests().write(name_of("raw"), text, lock));
  EXPECT_EQ(manifests().read_bytes(name_of("raw")), text);
  EXPECT_EQ(content_of(manifest_path("registry.ollama.ai/library/raw/latest")), text);
}

TEST_F(ManifestFolderTest, ListsNewestFirst) {
  for (const char* name : {"a", "b:t", "host.example:5000/ns/c"}) put(name, "{}", "w");
  const auto now = fs::file_time_type::clock::now();
  fs::last_write_time(manifest_path("registry.ollama.ai/library/a/latest"), now);
  fs::last_write_time(manifest_path("registry.ollama.ai/library/b/t"), now - std::chrono::hours(2));
  fs::last_write_time(manifest_path("host.example:5000/ns/c/latest"), now - std::chrono::hours(1));
  EXPECT_THAT(listed(), ElementsAre("a:latest", "host.example:5000/ns/c:latest", "b:t"));
  EXPECT_TRUE(manifests().list()->is_complete);
  EXPECT_EQ(manifests().list()->used.size(), 2u);
}

TEST_F(ManifestFolderTest, TellsOfWhatItCannotRead) {
  put("good", "{}", "w");
  fs::create_directories(manifest_path("registry.ollama.ai/library/bad"));
  write_text(manifest_path("registry.ollama.ai/library/bad/latest"), "{");
  const Listing listing = manifests().list().value();
  EXPECT_THAT(listed(), ElementsAre("good:latest"));
  ASSERT_EQ(listing.problems.size(), 1u);
  EXPECT_EQ(listing.problems[0].error.code, ErrorCode::kCorrupt);
  EXPECT_THAT(listing.problems[0].error.message, HasSubstr("bad/latest: manifest: not valid json"));
  EXPECT_FALSE(listing.is_complete);
}

TEST_F(ManifestFolderTest, TellsOfForeignFilesAndCountsTheirBlobs) {
  put("good", "{}", "w");
  const std::string folder = manifest_path("registry.ollama.ai/library/good");
  write_text(manifest_path(".DS_Store"), "x");
  write_text(folder + "/.hearth-partial-1-1", "x");
  fs::create_directory(folder + "/folder");
  const AddedBlob odd = store_.blobs().add_bytes("odd").value();
  write_text(folder + "/late st", manifest_of(odd, {}).print());
  const Listing listing = manifests().list().value();
  EXPECT_THAT(listed(), ElementsAre("good:latest"));
  EXPECT_EQ(listing.problems.size(), 3u);
  EXPECT_TRUE(listing.is_complete);
  EXPECT_TRUE(listing.used.contains(odd.digest()));
}

TEST_F(ManifestFolderTest, FindsNamesInAnyCase) {
  put("Host.example/Me/Model:Tag", "{}", "w");
  EXPECT_EQ(manifests().find_spelling(name_of("host.EXAMPLE/me/mODEL:tAG"))->display(), "Host.example/Me/Model:Tag");
  EXPECT_EQ(manifests().find_spelling(name_of("Model:Tag")), std::nullopt);
  EXPECT_EQ(manifests().find_spelling(name_of("Host.example/Me/Model:other")), std::nullopt);
}

TEST_F(ManifestFolderTest, PrefersTheExactSpelling) {
  const StoreLock lock = StoreLock::exclusive(root_).value();
  const std::string text = "bytes";
  ASSERT_TRUE(manifests().write(name_of("Test:a"), text, lock));
  ASSERT_TRUE(manifests().write(name_of("test:a"), text, lock));
  ASSERT_TRUE(manifests().write(name_of("test:b"), text, lock));
  EXPECT_EQ(manifests().find_spelling(name_of("Test:a"))->display(), "Test:a");
  EXPECT_EQ(manifests().find_spelling(name_of("test:a"))->display(), "test:a");
  // There is a folder "Test", but the model is in the other one.
  EXPECT_EQ(manifests().find_spelling(name_of("Test:b"))->display(), "test:b");
}

TEST_F(ManifestFolderTest, ANewNameTakesTheSpellingOfItsFolders) {
  put("me/Model:Tag", "{}", "w");
  EXPECT_EQ(spelling_for("ME/model:tag"), "me/Model:Tag");
  EXPECT_EQ(spelling_for("ME/model:other"), "me/Model:other");
  EXPECT_EQ(spelling_for("New/Model"), "New/Model:latest");
}

TEST_F(ManifestFolderTest, RemovesFoldersThatBecomeEmpty) {
  put("a:1", "{}", "w");
  put("a:2", "{}", "w");
  const StoreLock lock = StoreLock::exclusive(root_).value();
  ASSERT_TRUE(manifests().remove(name_of("a:1"), lock));
  EXPECT_TRUE(fs::exists(manifest_path("registry.ollama.ai/library/a/2")));
  ASSERT_TRUE(manifests().remove(name_of("a:2"), lock));
  EXPECT_TRUE(fs::is_empty(manifests().folder()));
  EXPECT_EQ(manifests().remove(name_of("a:2"), lock).error().code, ErrorCode::kNotFound);
}

TEST_F(ManifestFolderTest, AHostTooLongForTheDiskIsAnErrorWithItsReason) {
  const ModelName name = name_of(std::string(300, 'h') + "/n/m");
  EXPECT_EQ(manifests().find_spelling(name), std::nullopt);
  const Status written = manifests().write(name, "x", StoreLock::exclusive(root_).value());
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("File name too long"));
}

}  // namespace
}  // namespace hearth::store
