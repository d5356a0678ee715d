#include "server/creating.h"

#include <gmock/gmock.h>

#include "server/test_server.h"

namespace hearth::server {
namespace {

using ::testing::HasSubstr;

class Creating : public ServerTest {
 protected:
  std::string error(const ollama::CreateRequest& request) const {
    const Status created = create_model(*store_, request, [](const ollama::Progress&) {});
    return created ? "no error" : created.error().message;
  }
};

TEST_F(Creating, MakesAModelFromUploadedBlobs) {
  const auto blob = store_->blobs().add_file(tiny_model_path());
  ASSERT_TRUE(blob);
  std::vector<std::string> lines;
  const Status created =
      create_model(*store_, {.model = "copy", .files = {{"m.gguf", blob->digest().text()}}, .system = "Hi."},
                   [&](const ollama::Progress& progress) { lines.push_back(progress.status); });
  ASSERT_TRUE(created) << created.error().message;
  EXPECT_EQ(lines.back(), "success");
  EXPECT_TRUE(store_->find(*store::ModelName::parse("copy")));
}

TEST_F(Creating, RefusesInOllamasWords) {
  EXPECT_EQ(error({.model = "a b"}), "invalid model name");
  EXPECT_EQ(error({.model = "x"}), "neither 'from' or 'files' was specified");
  EXPECT_EQ(error({.model = "x", .files = {{"/etc/passwd", "sha256:0"}}}), "file path must be relative");
  EXPECT_EQ(error({.model = "x", .files = {{"../m.gguf", "sha256:0"}}}), "file path must be relative");
  EXPECT_EQ(error({.model = "x", .files = {{"m.gguf", "sha256:0"}}}), "invalid digest format");
  const std::string absent = "sha256:" + std::string(64, '0');
  EXPECT_THAT(error({.model = "x", .files = {{"m.gguf", absent}}}), HasSubstr("was not uploaded"));
}

}  // namespace
}  // namespace hearth::server
