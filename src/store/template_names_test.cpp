#include "store/template_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"

namespace hearth::store {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The templates that the Jinja engine is tested with: written for it, with the tokens of the models they are named for.
TemplateTraits golden(std::string_view name) {
  std::ifstream in(HEARTH_SOURCE_DIR "/tests/golden/jinja/chats.json");
  std::stringstream text;
  text << in.rdbuf();
  const Json chats = Json::parse(text.str()).value();
  return recognise_template(*chats.find("templates")->find(name)->if_string());
}

void expect(std::string_view golden_name, std::string_view name, std::string_view tools, std::string_view thinking) {
  const TemplateTraits traits = golden(golden_name);
  EXPECT_EQ(traits.name, name) << golden_name;
  EXPECT_EQ(traits.tools, tools) << golden_name;
  EXPECT_EQ(traits.thinking.open, thinking) << golden_name;
}

TEST(RecogniseTemplate, KnowsTheTemplatesOfPopularModels) {
  expect("chatml", "chatml", "", "");
  expect("smollm2", "chatml", "", "");
  expect("qwen25", "chatml", "hermes", "");
  expect("qwen3", "chatml", "hermes", "<think>");
  expect("llama2", "llama2-chat", "", "");
  expect("llama3", "llama3-instruct", "llama3", "");
  expect("mistral", "mistral-instruct", "mistral", "");
  expect("gemma3", "gemma3-instruct", "", "");
  expect("phi3", "phi-3", "", "");
  expect("deepseek", "", "deepseek", "<think>");
  expect("deepseek_r1", "", "deepseek", "<think>");
  expect("command_r7b", "command-r", "command_r_action", "<|START_THINKING|>");
  expect("gpt_oss", "", "harmony", "<|channel|>analysis<|message|>");
  expect("hermes3", "chatml", "hermes", "");
  expect("llama33", "llama3-instruct", "llama3", "");
  expect("smollm3", "chatml", "", "<think>");
}

TEST(RecogniseTemplate, GivesTheStopStringsOfAName) {
  EXPECT_THAT(golden("smollm2").stops, ElementsAre("<|im_start|>", "<|im_end|>"));
  EXPECT_THAT(golden("gemma3").stops, ElementsAre("<end_of_turn>"));
  EXPECT_THAT(golden("deepseek").stops, IsEmpty());
}

TEST(RecogniseTemplate, KnowsTokensOfOtherModels) {
  const auto tools = [](std::string_view text) { return recognise_template(text).tools; };
  EXPECT_EQ(tools("<|start|>assistant<|channel|>commentary to=functions.f<|message|>{}<|call|>"), "harmony");
  EXPECT_EQ(tools("<\uFF5Ctool\u2581calls\u2581begin\uFF5C>"), "deepseek");
  EXPECT_EQ(tools("<tool_call><function=f><parameter=x>"), "function_tags");
  EXPECT_EQ(tools("<|start_of_role|>assistant<|end_of_role|><|tool_call|>"), "tool_call_token");
  EXPECT_EQ(recognise_template("<|START_OF_TURN_TOKEN|><|START_THINKING|><|END_THINKING|>").name, "command-r");
  EXPECT_EQ(recognise_template("[THINK]x[/THINK]").thinking.close, "[/THINK]");
  EXPECT_EQ(recognise_template("<|start|>assistant<|channel|>analysis<|message|>").thinking.close, "<|end|>");
}

TEST(RecogniseTemplate, FindsNothingInOtherText) {
  const TemplateTraits traits = recognise_template("{% for m in messages %}{{ m.content }}{% endfor %}");
  EXPECT_EQ(traits.name, "");
  EXPECT_THAT(traits.stops, IsEmpty());
  EXPECT_EQ(traits.tools, "");
  EXPECT_EQ(traits.thinking.open, "");
}

}  // namespace
}  // namespace hearth::store
