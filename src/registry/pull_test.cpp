#include "registry/pull.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "registry/test_registry.h"

namespace hearth::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class PullTest : public store::StoreTest {
 protected:
  Status pull(std::string_view name = "tiny", const std::stop_token& stop = {}) {
    lines_.clear();
    const OciRegistry oci(fetcher_, *Reference::parse(name, registry_.hosts(), Security::kChecked), {});
    const Puller puller{.store = store_, .downloads = downloads_, .limit = std::make_shared<RateLimit>(0)};
    return puller.pull(
        oci,
        [this](const ollama::Progress& progress) {
          if (lines_.empty() || lines_.back() != progress.status) lines_.push_back(progress.status);
          last_ = progress;
        },
        stop);
  }
  std::string error_of(const Status& status) const { return status ? "no error" : status.error().message; }
  static std::string pulling(std::string_view content) { return concat("pulling ", Sha256::of(content).short_hex()); }

  TestRegistry registry_;
  const http::Fetcher fetcher_{http::FetcherOptions{}};
  SharedDownloads downloads_{store_.blobs()};
  std::vector<std::string> lines_;
  ollama::Progress last_;
};

TEST_F(PullTest, BringsAModelWithOllamasLines) {
  const std::string weights = sample_bytes(1000);
  registry_.add_model(weights);
  EXPECT_EQ(error_of(pull()), "no error");
  EXPECT_THAT(lines_, ElementsAre("pulling manifest", pulling(weights), pulling("{}\n"), "verifying sha256 digest",
                                  "writing manifest", "success"));
  const auto model = store_.find(store::name_of("tiny"));
  ASSERT_TRUE(model);
  EXPECT_EQ(model->digest, Sha256::of(registry_.manifest));
  EXPECT_TRUE(has(weights));
}

TEST_F(PullTest, FetchesOnlyWhatIsMissing) {
  registry_.add_model("first", "config");
  ASSERT_TRUE(pull());
  const int before = registry_.n_blob_requests();
  registry_.add_model("second", "config");
  ASSERT_TRUE(pull());
  EXPECT_EQ(registry_.n_blob_requests(), before + 1);
  EXPECT_THAT(lines_, testing::Contains("removing unused layers"));
  EXPECT_FALSE(has("first"));
  EXPECT_TRUE(has("second"));
}

TEST_F(PullTest, SaysThatThereIsNoSuchModel) {
  const Status pulled = pull();
  EXPECT_EQ(error_of(pulled), "pull model manifest: file does not exist");
  EXPECT_EQ(pulled.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(lines_, ElementsAre("pulling manifest"));
}

TEST_F(PullTest, LeavesTheOldModelWhenTheNewOneFails) {
  registry_.add_model("first");
  ASSERT_TRUE(pull());
  registry_.add_model("second");
  registry_.corrupt(Sha256::of("second"));
  EXPECT_THAT(error_of(pull()), HasSubstr("digest mismatch"));
  EXPECT_TRUE(store_.open_model(store::name_of("tiny")));
  EXPECT_TRUE(has("first"));
}

TEST_F(PullTest, RefusesWhatIsNoManifest) {
  registry_.add_model("weights");
  const std::string good = registry_.manifest;
  registry_.manifest_type = "text/html";
  EXPECT_EQ(error_of(pull()), "pull model manifest: the registry sends text/html, expected a manifest");
  registry_.manifest_type = "application/json";
  for (const std::string& bad : {std::string("{}"), std::string("[]"), std::string("not JSON"),
                                 std::string("{\"schemaVersion\":1}"), std::string(2'000'000, ' ')}) {
    registry_.manifest = bad;
    EXPECT_FALSE(pull()) << bad.substr(0, 40);
  }
  registry_.manifest = good;
  EXPECT_TRUE(pull());
}

TEST_F(PullTest, RefusesDigestsThatArePaths) {
  registry_.add_model("weights");
  std::string& manifest = registry_.manifest;
  manifest.replace(manifest.rfind("sha256:"), 71, "sha256:../../../../../../../../etc/passwd");
  EXPECT_THAT(error_of(pull()), HasSubstr("is not \"sha256:\" and 64 lower-case hex digits"));
}

TEST_F(PullTest, TellsWhenTheDiskIsTooSmall) {
  registry_.add_model("weights");
  std::string& manifest = registry_.manifest;
  const std::string size = "\"size\":7}";
  manifest.replace(manifest.rfind(size), size.size(), "\"size\":1000000000000000}");
  EXPECT_THAT(error_of(pull()), HasSubstr("bytes are needed, "));
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(PullTest, HoldsAPinnedDigest) {
  registry_.add_model("weights");
  EXPECT_TRUE(pull("tiny@" + Sha256::of(registry_.manifest).text()));
  EXPECT_THAT(error_of(pull("tiny@" + Sha256::of("other").text())), HasSubstr("the manifest has the digest"));
}

}  // namespace
}  // namespace hearth::registry
