#include "store/model_config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string why_not(std::string_view text) {
  const auto config = ModelConfig::parse(text);
  if (config) return "is valid";
  EXPECT_EQ(config.error().code, ErrorCode::kCorrupt);
  return config.error().message;
}

TEST(ModelConfig, ReadsWhatARegistryHas) {
  const auto config = ModelConfig::parse(
      R"({"model_format":"gguf","model_family":"llama","model_families":["llama"],"model_type":"1.2B",)"
      R"("file_type":"Q8_0","architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":["sha256:0"]}})");
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->model_format, "gguf");
  EXPECT_THAT(config->model_families, ElementsAre("llama"));
  EXPECT_EQ(config->model_type, "1.2B");
  EXPECT_EQ(config->context_length, 0);
}

TEST(ModelConfig, PrintsKeysInOllamasOrder) {
  EXPECT_EQ(ModelConfig().print(),
            R"({"model_format":"","model_family":"","model_families":null,"model_type":"","file_type":"",)"
            R"("architecture":"amd64","os":"linux"})"
            "\n");
  ModelConfig config{.model_format = "gguf",
                     .model_family = "qwen3",
                     .model_families = {"qwen3"},
                     .model_type = "596.05M",
                     .file_type = "Q4_K_M",
                     .renderer = "qwen3",
                     .parser = "qwen3",
                     .requires_version = "0.14.0",
                     .remote_host = "https://example.com",
                     .remote_model = "big",
                     .capabilities = {"completion", "tools"},
                     .context_length = 40960,
                     .embedding_length = 1024,
                     .base_name = "Qwen3",
                     .draft = ModelConfig::Draft{"gguf", "dflash", "draft.", Json::object({{"a", 1}})}};
  EXPECT_EQ(config.print(),
            R"({"model_format":"gguf","model_family":"qwen3","model_families":["qwen3"],"model_type":"596.05M",)"
            R"("file_type":"Q4_K_M","renderer":"qwen3","parser":"qwen3","requires":"0.14.0",)"
            R"("remote_host":"https://example.com","remote_model":"big","capabilities":["completion","tools"],)"
            R"("context_length":40960,"embedding_length":1024,"base_name":"Qwen3",)"
            R"("draft":{"model_format":"gguf","architecture":"dflash","tensor_prefix":"draft.","config":{"a":1}},)"
            R"("architecture":"amd64","os":"linux"})"
            "\n");
  EXPECT_EQ(ModelConfig::parse(config.print()), config);
}

TEST(ModelConfig, TakesNullForEmptyAndIgnoresWhatItDoesNotKnow) {
  EXPECT_EQ(ModelConfig::parse(R"({"model_families":null,"draft":null,"model_type":null,"future":[1,{}]})"),
            ModelConfig());
}

TEST(ModelConfig, NamesWhatHasTheWrongType) {
  EXPECT_EQ(why_not("[]"), "model config: not an object");
  EXPECT_EQ(why_not(R"({"model_type":7})"), "model config: model_type is not text");
  EXPECT_EQ(why_not(R"({"model_families":"llama"})"), "model config: model_families is not an array of texts");
  EXPECT_EQ(why_not(R"({"capabilities":[1]})"), "model config: capabilities is not an array of texts");
  EXPECT_EQ(why_not(R"({"context_length":-1})"), "model config: context_length is not a whole number from 0 up");
  EXPECT_EQ(why_not(R"({"context_length":1e99})"), "model config: context_length is not a whole number from 0 up");
  EXPECT_EQ(why_not(R"({"draft":7})"), "model config: draft is not an object");
  EXPECT_EQ(why_not(R"({"draft":{"architecture":[]}})"), "model config: architecture is not text");
  EXPECT_THAT(why_not("{"), HasSubstr("model config: not valid json"));
}

}  // namespace
}  // namespace hearth::store
