#include "store/create_paths.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <pwd.h>

#include <cstdlib>
#include <filesystem>

#include "store/test_store.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;
using testing::EndsWith;
using testing::StartsWith;

TEST(ExpandPath, IsRelativeToTheFolderOfTheModelfile) {
  EXPECT_EQ(expand_path("x.gguf", "/models"), "/models/x.gguf");
  EXPECT_EQ(expand_path("./a/../x.gguf", "/models"), "/models/x.gguf");
  EXPECT_EQ(expand_path("/abs/x.gguf", "/models"), "/abs/x.gguf");
}

TEST(ExpandPath, KnowsHomes) {
  EXPECT_EQ(expand_path("~/x.gguf", "/models"), concat(std::getenv("HOME"), "/x.gguf"));
  EXPECT_EQ(expand_path("~root/x.gguf", "/models"), concat(getpwuid(0)->pw_dir, "/x.gguf"));
  EXPECT_EQ(expand_path("~nobody-of-that-name/x", "/models").error().message,
            "there is no user \"nobody-of-that-name\"");
}

TEST(LooksLikePath, IsNotAName) {
  for (const std::string_view path : {"./x", "../x", "/x", "~/x", ".", "x.gguf", "a/b.safetensors"}) {
    EXPECT_TRUE(looks_like_path(path)) << path;
  }
  for (const std::string_view name : {"llama3.2:1b", "user/model", "hf.co/user/repo:Q4_0"}) {
    EXPECT_FALSE(looks_like_path(name)) << name;
  }
}

class FindModelFilesTest : public testing::Test {
 protected:
  std::string path(const std::string& name) const { return folder_.file(name); }
  void touch(const std::string& name) const { write_text(path(name), "GGUF"); }
  std::vector<std::string> names(const std::string& name) const {
    std::vector<std::string> found;
    const auto files = find_model_files(path(name));
    EXPECT_TRUE(files.has_value() && files->has_value());
    for (const SourceFile& file : **files) found.push_back(file.name);
    return found;
  }

  const gguf::TemporaryFolder folder_;
};

TEST_F(FindModelFilesTest, FindNothingWhereNothingIs) {
  const auto files = find_model_files(path("absent"));
  ASSERT_TRUE(files.has_value());
  EXPECT_FALSE(files->has_value());
}

TEST_F(FindModelFilesTest, FindAFileOrThoseOfAFolder) {
  fs::create_directory(path("model"));
  touch("model/b.gguf");
  touch("model/a.gguf");
  touch("model/readme.txt");
  EXPECT_EQ(names("model/b.gguf"), std::vector<std::string>{"b.gguf"});
  EXPECT_EQ(names("model"), (std::vector<std::string>{"a.gguf", "b.gguf"}));
}

TEST_F(FindModelFilesTest, FollowLinksOnlyInsideTheFolder) {
  fs::create_directories(path("model/.cache"));
  touch("outside.gguf");
  touch("model/.cache/inside.gguf");
  fs::create_symlink(path("model/.cache/inside.gguf"), path("model/inside.gguf"));
  EXPECT_EQ(names("model"), std::vector<std::string>{"inside.gguf"});
  fs::create_symlink("../outside.gguf", path("model/outside.gguf"));
  EXPECT_THAT(find_model_files(path("model")).error().message, StartsWith("insecure path: "));
  EXPECT_THAT(find_model_files(path("model")).error().message, EndsWith("outside of its folder"));
}

TEST_F(FindModelFilesTest, TakeAModelInSafetensorsWithWhatDescribesIt) {
  fs::create_directories(path("model/1_Pooling/deeper"));
  EXPECT_THAT(find_model_files(path("model")).error().message,
              EndsWith("no Modelfile or safetensors files found, and no GGUF files"));
  for (const char* file : {"config.json", "README.md", "vocab.txt", "1_Pooling/config.json", "1_Pooling/other.json",
                           "1_Pooling/deeper/config.json"}) {
    touch(std::string("model/") + file);
  }
  EXPECT_THAT(find_model_files(path("model")).error().message, EndsWith("and no GGUF files"));
  touch("model/model.safetensors");
  EXPECT_EQ(names("model"),
            (std::vector<std::string>{"1_Pooling/config.json", "config.json", "model.safetensors", "vocab.txt"}));
  touch("model/model.gguf");
  EXPECT_EQ(names("model"), std::vector<std::string>{"model.gguf"});
}

}  // namespace
}  // namespace hearth::store
