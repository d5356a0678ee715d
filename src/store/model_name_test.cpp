#include "store/model_name.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::store {
namespace {

using ::testing::HasSubstr;

std::string full(std::string_view text) {
  const auto name = ModelName::parse(text);
  return name ? name->full() : name.error().message;
}

std::string why_not(std::string_view text) {
  const auto name = ModelName::parse(text);
  if (name) return concat("is valid: ", name->full());
  EXPECT_EQ(name.error().code, ErrorCode::kInvalidArgument);
  return name.error().message;
}

TEST(ModelName, FillsInWhatIsNotGiven) {
  EXPECT_EQ(full("llama3"), "registry.ollama.ai/library/llama3:latest");
  EXPECT_EQ(full("llama3:8b"), "registry.ollama.ai/library/llama3:8b");
  EXPECT_EQ(full("me/llama3"), "registry.ollama.ai/me/llama3:latest");
  EXPECT_EQ(full("hf.co/user/Repo-GGUF:Q4_K_M"), "hf.co/user/Repo-GGUF:Q4_K_M");
  EXPECT_EQ(full("localhost:5000/ns/m"), "localhost:5000/ns/m:latest");
  EXPECT_EQ(full("localhost:5000/ns/m:t"), "localhost:5000/ns/m:t");
}

TEST(ModelName, DropsTheSchemeAndSpaceAround) {
  EXPECT_EQ(full("https://example.com/ns/m:t"), "example.com/ns/m:t");
  EXPECT_EQ(full("http://localhost:5000/ns/m"), "localhost:5000/ns/m:latest");
  EXPECT_EQ(full(" \tllama3\n"), "registry.ollama.ai/library/llama3:latest");
}

TEST(ModelName, IsDisplayedWithoutDefaultsButWithItsTag) {
  for (const std::string_view text : {"llama3:latest", "me/llama3:8b", "hf.co/u/r:q", "hf.co/library/r:q"}) {
    EXPECT_EQ(ModelName::parse(text)->display(), text);
  }
  EXPECT_EQ(ModelName::parse("registry.ollama.ai/library/a")->display(), "a:latest");
}

TEST(ModelName, RefusesWhatCouldBeAPathElsewhere) {
  for (const std::string_view text : {"..",       "../m",     "../../etc/passwd",
                                      "a/../m",   "..:t",     "m:..",
                                      "m:../x",   "/m",       "a//m",
                                      "//a/b/m",  "m/",       ".m",
                                      "-m",       "m:",       ":t",
                                      "",         " ",        "a:b:c",
                                      "h/n/x/m",  "a.b/m",    "n/m@sha256:abc",
                                      "m\\x",     "m x",      "~m",
                                      "m\n/x",    "http://m", "http://n/m",
                                      "://h/n/m:"}) {
    EXPECT_THAT(why_not(text), HasSubstr("invalid model name")) << text;
  }
  using namespace std::string_view_literals;
  EXPECT_THAT(why_not("m\0m"sv), HasSubstr("as character 2"));
  EXPECT_THAT(why_not("m\xc3\xa4"), HasSubstr("as character 2"));
}

TEST(ModelName, HasBoundedParts) {
  const std::string longest(80, 'a');
  EXPECT_TRUE(ModelName::parse(concat(longest, "/", longest, ":", longest)));
  EXPECT_THAT(why_not(longest + "a"), HasSubstr("its model has 81 characters, expected at most 80"));
  EXPECT_THAT(why_not("m:" + longest + "a"), HasSubstr("its tag has 81 characters"));
  EXPECT_THAT(why_not(longest + "a/m"), HasSubstr("its namespace has 81 characters"));
  EXPECT_TRUE(ModelName::parse(std::string(350, 'h') + "/n/m"));
  EXPECT_THAT(why_not(std::string(351, 'h') + "/n/m"), HasSubstr("its host has 351 characters, expected at most 350"));
  EXPECT_LT(why_not(std::string(100'000, '/')).size(), 400u);
}

TEST(ModelName, SaysWhichCharacterIsWrong) {
  EXPECT_EQ(
      why_not("a b"),
      "invalid model name \"a b\": its model has ' ' as character 2, expected letters, digits, '_', '-' or one of .");
  EXPECT_EQ(why_not("-a"),
            "invalid model name \"-a\": its model has '-' as character 1, expected a letter, a digit or '_'");
  EXPECT_EQ(why_not("a.b/m"),
            "invalid model name \"a.b/m\": its namespace has '.' as character 2, expected letters, "
            "digits, '_', '-'");
  EXPECT_EQ(why_not("m:"), "invalid model name \"m:\": its tag is empty");
}

TEST(ModelName, MeansTheSameModelInAnyCase) {
  EXPECT_TRUE(ModelName::parse("Llama3:8B")->same_model(*ModelName::parse("llama3:8b")));
  EXPECT_FALSE(ModelName::parse("llama3:8b")->same_model(*ModelName::parse("llama3:70b")));
  EXPECT_NE(*ModelName::parse("Llama3"), *ModelName::parse("llama3"));
}

TEST(ModelName, FindsWhatWasMeant) {
  const std::vector<ModelName> known{*ModelName::parse("qwen3:0.6b"), *ModelName::parse("llama3.2:1b"),
                                     *ModelName::parse("hf.co/user/repo:q4")};
  EXPECT_EQ(closest_name(*ModelName::parse("llama3.1:1b"), known), "llama3.2:1b");
  EXPECT_EQ(closest_name(*ModelName::parse("qwen3:06b"), known), "qwen3:0.6b");
  EXPECT_EQ(closest_name(*ModelName::parse("something-else:1b"), known), "");
  EXPECT_EQ(closest_name(*ModelName::parse("llama3"), {}), "");
}

}  // namespace
}  // namespace hearth::store
