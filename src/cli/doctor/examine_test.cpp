#include "cli/doctor/examine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

#include "base/test_folder.h"
#include "base/text.h"

namespace hearth::cli::doctor {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// A manifest of one blob with so many bytes; the blob itself need not be there to be counted.
std::string manifest_of(uint64_t n_bytes) {
  const std::string digest = concat("sha256:", std::string(64, 'a'));
  return concat(R"({"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",)",
                R"("config":{"mediaType":"application/vnd.docker.container.image.v1+json","digest":")", digest,
                R"(","size":10},"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":")", digest,
                R"(","size":)", n_bytes, "}]}");
}

void add_model(const TestFolder& store, std::string_view name, uint64_t n_bytes) {
  store.write(concat("manifests/registry.ollama.ai/library/", name, "/latest"), manifest_of(n_bytes));
}

TEST(Examine, CountsTheModelsOfAStoreAndFindsTheLargest) {
  const TestFolder store;
  add_model(store, "small", 1000);
  add_model(store, "large", 5000);
  const StoreFindings found = examine_store(store.path());
  EXPECT_TRUE(found.exists);
  EXPECT_TRUE(found.writable);
  EXPECT_EQ(found.n_models, 2U);
  EXPECT_EQ(found.largest, "large:latest");
  EXPECT_EQ(found.largest_bytes, 5010U);
  EXPECT_GT(found.disk_bytes, 0U);
  EXPECT_LE(found.disk_free_bytes, found.disk_bytes);
  EXPECT_THAT(found.problems, IsEmpty());
}

TEST(Examine, MakesNothingWhereNoStoreIs) {
  const TestFolder folder;
  const StoreFindings found = examine_store(folder.path() + "/not/there");
  EXPECT_FALSE(found.exists);
  EXPECT_TRUE(found.writable);
  EXPECT_EQ(found.n_models, 0U);
  EXPECT_GT(found.disk_bytes, 0U);
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
  examine_store(folder.path());
  EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(Examine, TellsOfManifestsThatAreNone) {
  const TestFolder store;
  add_model(store, "good", 1);
  store.write("manifests/registry.ollama.ai/library/bad/latest", "{}");
  const StoreFindings found = examine_store(store.path());
  EXPECT_EQ(found.n_models, 1U);
  ASSERT_THAT(found.problems, SizeIs(1));
  EXPECT_THAT(found.problems[0], HasSubstr("bad"));
}

TEST(Examine, FindsOllamasStoresThatHaveModelsButNotTheOneInUse) {
  const TestFolder one, two, empty;
  add_model(one, "a", 1);
  add_model(two, "b", 1);
  add_model(two, "c", 1);
  const auto stores = find_ollama_stores({one.path(), two.path(), empty.path(), "/no/such/place"}, one.path());
  ASSERT_THAT(stores, SizeIs(1));
  EXPECT_EQ(stores[0].folder, two.path());
  EXPECT_EQ(stores[0].n_models, 2U);
}

TEST(Examine, AServerThatIsNotThereIsAProblemAndNoError) {
  const TestFolder folder;
  const ServerFindings found = examine_server("unix://" + folder.path() + "/none.sock");
  EXPECT_EQ(found.version, "");
  EXPECT_FALSE(found.problem.empty());
  EXPECT_THAT(found.url, HasSubstr("none.sock"));
}

}  // namespace
}  // namespace hearth::cli::doctor
