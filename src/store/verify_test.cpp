#include "store/verify.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/test_store.h"

namespace hearth::store {
namespace {

using testing::HasSubstr;

class VerifyTest : public StoreTest {
 protected:
  VerifyReport verify() const {
    return *verify_store(store_, [](const Digest&, uint64_t) {});
  }
  std::string path(std::string_view content) const { return store_.blobs().path(Sha256::of(content)); }
};

TEST_F(VerifyTest, FindsNothingInAGoodStore) {
  put("a", "config", "weights");
  put("b", "config", "other weights");
  const VerifyReport report = verify();
  EXPECT_EQ(report.n_models, 2u);
  EXPECT_EQ(report.n_blobs, 3u);
  EXPECT_EQ(report.n_bytes, 6u + 7u + 13u);
  EXPECT_TRUE(report.problems.empty());
}

TEST_F(VerifyTest, FindsABlobWithOtherContent) {
  put("a", "config", "weights");
  write_text(path("weights"), "weightz");
  const VerifyReport report = verify();
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems.front().path, path("weights"));
  EXPECT_THAT(report.problems.front().error.message, HasSubstr("its content is not what its name says"));
}

TEST_F(VerifyTest, FindsWhatIsMissingOrCut) {
  put("a", "config", "weights");
  std::filesystem::remove(path("config"));
  write_text(path("weights"), "wei");
  const VerifyReport report = verify();
  ASSERT_EQ(report.problems.size(), 3u);
  EXPECT_THAT(report.problems[0].error.message, HasSubstr("is missing, and a:latest needs it"));
  EXPECT_THAT(report.problems[1].error.message, HasSubstr("has 3 bytes, and a:latest expects 7"));
}

TEST_F(VerifyTest, FindsAManifestThatIsNone) {
  put("a", "config", "weights");
  write_text(manifest_path("registry.ollama.ai/library/a/latest"), "{");
  EXPECT_EQ(verify().problems.size(), 1u);
}

}  // namespace
}  // namespace hearth::store
