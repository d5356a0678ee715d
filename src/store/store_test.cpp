#include "store/store.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <optional>
#include <thread>

#include "store/test_store.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::UnorderedElementsAre;

TEST_F(StoreTest, FindsWhatWasPut) {
  const PutModel model = put("Test:1b", "{}", "weights");
  EXPECT_EQ(model.name.display(), "Test:1b");
  const auto found = store_.find(name_of("test:1B"));
  ASSERT_TRUE(found) << found.error().message;
  EXPECT_EQ(found->name.display(), "Test:1b");
  EXPECT_EQ(found->digest, model.digest);
  EXPECT_EQ(found->digest, Sha256::of(content_of(manifest_path("registry.ollama.ai/library/Test/1b"))));
  EXPECT_EQ(found->size_bytes(), 9u);
  EXPECT_LT(std::chrono::system_clock::now() - found->modified, std::chrono::minutes(5));
  EXPECT_EQ(store_.list()->models.size(), 1u);
}

TEST_F(StoreTest, NamesTheClosestModelWhenThereIsNone) {
  put("llama3.2:1b", "{}", "weights");
  const auto found = store_.find(name_of("lama3.2:1b"));
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(found.error().message, "model 'lama3.2:1b' not found; did you mean 'llama3.2:1b'?");
  EXPECT_EQ(store_.find(name_of("quite-different")).error().message, "model 'quite-different:latest' not found");
  EXPECT_EQ(store_.remove(name_of("none")).error().code, ErrorCode::kNotFound);
  EXPECT_EQ(store_.copy(name_of("none"), name_of("b")).error().code, ErrorCode::kNotFound);
}

TEST_F(StoreTest, PutsInTheSpellingThatIsThere) {
  put("test", "{}", "old");
  EXPECT_EQ(put("TEST", "{}", "new").name.display(), "test:latest");
  EXPECT_EQ(store_.list()->models.size(), 1u);
}

TEST_F(StoreTest, RefusesAManifestWhoseBlobsAreNotThere) {
  auto config = store_.blobs().add_bytes("{}").value();
  Manifest manifest = manifest_of(config, {&config});
  manifest.layers[0].digest = Sha256::of("missing");
  const auto missing = store_.put(name_of("m"), manifest);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(missing.error().message, HasSubstr("a part of the model is missing: "));

  manifest.layers[0].digest = config.digest();
  manifest.layers[0].size_bytes = 7;
  const auto short_one = store_.put(name_of("m"), manifest);
  ASSERT_FALSE(short_one);
  EXPECT_THAT(short_one.error().message, HasSubstr("has 2 bytes, and its manifest says 7"));
  EXPECT_TRUE(store_.list()->models.empty());
}

TEST_F(StoreTest, KeepsAManifestAsItCame) {
  const AddedBlob config = store_.blobs().add_bytes("{}").value();
  std::string text = manifest_of(config, {}).print();
  text.insert(1, " \n ");
  ASSERT_TRUE(store_.put_bytes(name_of("m"), text));
  EXPECT_EQ(store_.find(name_of("m"))->digest, Sha256::of(text));
  EXPECT_EQ(store_.put_bytes(name_of("m"), "{").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(store_.find(name_of("m"))->digest, Sha256::of(text));
}

TEST_F(StoreTest, PuttingAnotherModelUnderANameRemovesWhatOnlyTheFormerHad) {
  put("a", "{}", "old");
  const PutModel again = put("a", "{}", "new");
  EXPECT_THAT(again.unused.removed, ElementsAre(Sha256::of("old")));
  EXPECT_TRUE(has("{}"));
  EXPECT_TRUE(has("new"));
  EXPECT_EQ(n_blobs(), 2u);
}

TEST_F(StoreTest, ACopyIsTheSameModel) {
  const PutModel model = put("a", "{}", "weights");
  const auto copied = store_.copy(name_of("A"), name_of("me/b:t"));
  ASSERT_TRUE(copied) << copied.error().message;
  EXPECT_EQ(copied->digest, model.digest);
  EXPECT_EQ(store_.find(name_of("me/b:t"))->digest, model.digest);
  EXPECT_TRUE(store_.copy(name_of("a"), name_of("a")));
  EXPECT_EQ(n_blobs(), 2u);
}

TEST_F(StoreTest, RemovingKeepsWhatOtherModelsHave) {
  put("a", "{}", "shared");
  put("b", "{\"b\":1}", "shared");
  EXPECT_THAT(store_.remove(name_of("a"))->removed, ElementsAre(Sha256::of("{}")));
  EXPECT_TRUE(store_.open_model(name_of("b")));
  EXPECT_THAT(store_.remove(name_of("b"))->removed,
              UnorderedElementsAre(Sha256::of("{\"b\":1}"), Sha256::of("shared")));
  EXPECT_EQ(n_blobs(), 0u);
  EXPECT_TRUE(fs::is_empty(store_.manifests().folder()));
}

TEST_F(StoreTest, RemovingLeavesWhatIsInUse) {
  put("a", "{}", "weights");
  auto open = std::make_optional(store_.open_model(name_of("a")).value());
  ASSERT_EQ(open->pins.size(), 2u);
  EXPECT_EQ(open->pins[1].digest(), Sha256::of("weights"));
  const Unused unused = store_.remove(name_of("a")).value();
  EXPECT_THAT(unused.removed, IsEmpty());
  EXPECT_EQ(unused.in_use.size(), 2u);
  EXPECT_TRUE(has("weights"));
}

TEST_F(StoreTest, RemovesNoBlobsWhileAManifestIsUnreadable) {
  put("a", "{}", "weights");
  put("bad", "{}", "weights");
  write_text(manifest_path("registry.ollama.ai/library/bad/latest"), "{");
  const Unused unused = store_.remove(name_of("a")).value();
  EXPECT_THAT(unused.removed, IsEmpty());
  EXPECT_EQ(unused.problems.size(), 1u);
  EXPECT_TRUE(has("weights"));
  // The unreadable one can be removed itself.
  EXPECT_EQ(store_.remove(name_of("bad"))->problems.size(), 1u);
  EXPECT_TRUE(store_.list()->problems.empty());
}

TEST_F(StoreTest, SaysWhichPartOfAModelIsMissing) {
  put("a", "{}", "weights");
  fs::remove(store_.blobs().path(Sha256::of("weights")));
  const auto open = store_.open_model(name_of("a"));
  ASSERT_FALSE(open);
  EXPECT_EQ(open.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(open.error().message, HasSubstr(concat("a:latest: ", store_.blobs().path(Sha256::of("weights")))));
}

TEST_F(StoreTest, ReadsAStoreThatOllamaWrote) {
  const gguf::TemporaryFolder other;
  const std::string config = "{\"model_format\":\"gguf\"}\n", weights = "GGUF";
  fs::create_directories(other.file("blobs"));
  fs::create_directories(other.file("manifests/registry.ollama.ai/library/smollm2"));
  for (const std::string& blob : {config, weights})
    write_text(other.file("blobs/sha256-" + Sha256::of(blob).hex()), blob);
  const std::string manifest = concat(
      R"({"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":)",
      R"({"mediaType":"application/vnd.docker.container.image.v1+json","digest":")", Sha256::of(config).text(),
      R"(","size":)", config.size(), R"(},"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":")",
      Sha256::of(weights).text(), R"(","size":)", weights.size(), R"(,"from":"/x.gguf"}]})", "\n");
  write_text(other.file("manifests/registry.ollama.ai/library/smollm2/135m"), manifest);

  const Store store = Store::open(other.file("")).value();
  const auto model = store.open_model(name_of("smollm2:135m"));
  ASSERT_TRUE(model) << model.error().message;
  EXPECT_EQ(model->model.digest, Sha256::of(manifest));
  // What Hearth writes for the same model is the same file.
  EXPECT_EQ(model->model.manifest.print(), manifest);
}

TEST_F(StoreTest, ManyThreadsMayUseItAtOnce) {
  put("shared", "{}", "weights");
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 20; ++i) {
        const std::string name = concat("m", t), weights = concat("weights of ", i % 3);
        put(name, "{}", weights);
        const auto open = store_.open_model(name_of(name));
        ASSERT_TRUE(open) << open.error().message;
        ASSERT_TRUE(store_.blobs().verify(Sha256::of(weights)));
        ASSERT_TRUE(store_.remove(name_of(name)));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(store_.list()->models.size(), 1u);
  EXPECT_TRUE(store_.open_model(name_of("shared")));
}

}  // namespace
}  // namespace hearth::store
