#include "store/create_modelfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/test_store.h"

namespace hearth::store {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class RequestOfTest : public testing::Test {
 protected:
  RequestOfTest() {
    for (const char* name : {"model.gguf", "mmproj.gguf", "lora.gguf"}) write_text(path(name), "GGUF");
  }
  std::string path(const std::string& name) const { return folder_.file(name); }
  Result<CreateRequest> request(std::string_view text) {
    return request_of(name_of("new"), Modelfile::parse(text).value(), path("."), warnings_);
  }
  std::string error(std::string_view text) {
    const auto made = request(text);
    EXPECT_FALSE(made.has_value()) << text;
    return made ? "" : made.error().message;
  }

  const gguf::TemporaryFolder folder_;
  api::Warnings warnings_;
};

TEST_F(RequestOfTest, HasWhatTheStatementsSay) {
  const auto made = request(R"(FROM base:1b
TEMPLATE {{ .Prompt }}
SYSTEM one
SYSTEM two
LICENSE MIT
LICENSE BSD
PARAMETER stop a
PARAMETER stop b
MESSAGE user hi
RENDERER r
PARSER p
REQUIRES v0.14.0
ENV OLLAMA_GPU_OVERHEAD=2GB
ADAPTER lora.gguf
)");
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_EQ(made->name.display(), "new:latest");
  EXPECT_EQ(made->from->display(), "base:1b");
  EXPECT_EQ(made->template_text, "{{ .Prompt }}");
  EXPECT_EQ(made->system, "two");
  EXPECT_EQ(made->licenses, (std::vector<std::string>{"MIT", "BSD"}));
  EXPECT_EQ(made->parameters.dump(), R"({"stop":["a","b"]})");
  EXPECT_EQ(made->messages[0].content, "hi");
  EXPECT_EQ(made->renderer + made->parser + made->requires_version, "rp0.14.0");
  EXPECT_EQ(made->load_settings.dump(), R"({"OLLAMA_GPU_OVERHEAD":"2GB"})");
  EXPECT_EQ(made->adapters[0].name, "lora.gguf");
}

TEST_F(RequestOfTest, FindsFilesBesideTheModelfile) {
  const auto made = request("FROM ./model.gguf\nFROM mmproj.gguf\n");
  ASSERT_TRUE(made.has_value()) << made.error().message;
  EXPECT_FALSE(made->from.has_value());
  ASSERT_EQ(made->files.size(), 2u);
  EXPECT_EQ(made->files[0].path, path("model.gguf"));
}

TEST_F(RequestOfTest, NamesTheLineOfAnError) {
  EXPECT_EQ(error("\nFROM ./absent.gguf"), "(line 2): FROM ./absent.gguf: no such file or folder");
  EXPECT_THAT(error("FROM a b"), StartsWith("(line 1): FROM a b: no such file, and no name of a model: "));
  EXPECT_THAT(error("FROM a\nFROM b"), HasSubstr("is a second model, after a:latest"));
  EXPECT_THAT(error("FROM a\nADAPTER name"), HasSubstr("(line 2): ADAPTER name: no such file"));
  EXPECT_EQ(error("FROM a\nREQUIRES new"), "(line 2): requires must be a valid semver (e.g. 0.14.0)");
  EXPECT_EQ(error("FROM a\nPARAMETER top_k x"), "(line 2): invalid int value [x]");
  EXPECT_THAT(error("FROM a\nENV LD_PRELOAD=x"), StartsWith("(line 2): ENV LD_PRELOAD: not a setting"));
  EXPECT_THAT(error("FROM \"\""), HasSubstr("FROM expects a model, a file or a folder"));
}

TEST_F(RequestOfTest, RefusesTheModelAsItsOwnDraft) {
  EXPECT_EQ(error("FROM model.gguf\nDRAFT ./model.gguf"),
            "DRAFT must not reference the same local path as FROM: " + path("model.gguf"));
}

TEST_F(RequestOfTest, WarnsOfOutdatedParameters) {
  EXPECT_TRUE(request("FROM a\nPARAMETER low_vram true").has_value());
  EXPECT_FALSE(warnings_.empty());
}

TEST(CheckedVersion, IsSemantic) {
  for (const std::string_view text : {"0.14.0", "v1.2.3-rc.1", "1.0.0+build", "1.2.3-a+b", "1.2"}) {
    EXPECT_TRUE(checked_version(text).has_value()) << text;
  }
  EXPECT_EQ(checked_version("v0.14.0"), "0.14.0");
  for (const std::string_view text : {"", "v", "1.2.3.4", "1..2", "01.2.3", "1.2.x", "1.2.3-", "new"}) {
    EXPECT_FALSE(checked_version(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace hearth::store
