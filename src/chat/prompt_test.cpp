// Also compares prompts with those that Python's jinja2 makes of conversations in OpenAI's shape:
// tests/golden/jinja/chats.json, which tools/goldens/make_jinja.py writes.
#include "chat/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

namespace hearth::chat {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;
using tokenizer::Bos;

// As it stands in SmolLM2-135M-Instruct's GGUF file.
constexpr std::string_view kSmolLm2 =
    "{% for message in messages %}{% if loop.first and messages[0]['role'] != 'system' %}{{ '<|im_start|>system\n"
    "You are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n' }}{% endif %}{{'<|im_start|>' + "
    "message['role'] + '\n' + message['content'] + '<|im_end|>' + '\n'}}{% endfor %}{% if add_generation_prompt %}{{ "
    "'<|im_start|>assistant\n' }}{% endif %}";

const Conversation kHello{.messages = {{"user", "Hello"}}};

TEST(Prompt, RendersTheTemplateOfTheModel) {
  const Result<std::string> text = render_prompt(kSmolLm2, kHello, {});
  ASSERT_TRUE(text.has_value()) << text.error().message;
  EXPECT_EQ(*text,
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
            "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
}

TEST(Prompt, LeavesTheAssistantsTurnOutWhenAsked) {
  const Conversation messages{.messages = {{"system", "Be kind."}, {"user", "Hi"}, {"assistant", "Ho"}}};
  EXPECT_EQ(render_prompt(kSmolLm2, messages, {.add_generation_prompt = false}),
            "<|im_start|>system\nBe kind.<|im_end|>\n<|im_start|>user\nHi<|im_end|>\n"
            "<|im_start|>assistant\nHo<|im_end|>\n");
}

TEST(Prompt, ShowsTheTemplateWhatHuggingFaceShowsIt) {
  constexpr std::string_view kNames =
      "{{ bos_token }}{{ eos_token }}{{ tools is none }}{{ documents is none }}{{ date_string is defined }}"
      "{{ strftime_now('%d %b %Y') }}{{ messages|length }}";
  setenv("TZ", "UTC", /*overwrite=*/1);
  tzset();
  EXPECT_EQ(render_prompt(kNames, kHello, {.bos_token = "<s>", .eos_token = "</s>", .now = 1721988000}),
            "<s></s>TrueTrueFalse26 Jul 20241");
}

TEST(Prompt, RepairsTextThatIsNotUtf8) {
  const Conversation messages{.messages = {{"user", "caf\xC3 \xE9"}}};
  EXPECT_EQ(render_prompt("{{ messages[0].content|upper }}", messages, {}), "CAF\uFFFD \uFFFD");
}

TEST(Prompt, ContentIsNoTemplate) {
  const Conversation messages{.messages = {{"user", "{{ 1 + 1 }}{% if %}"}}};
  EXPECT_EQ(render_prompt("{{ messages[0].content }}", messages, {}), "{{ 1 + 1 }}{% if %}");
}

TEST(Prompt, SaysWhereATemplateFails) {
  const auto message_of = [](std::string_view source) {
    const Result<std::string> text = render_prompt(source, kHello, {});
    return text ? "rendered: " + *text : text.error().message;
  };
  EXPECT_THAT(message_of("a\n{% if %}"), StartsWith("chat template: line 2: "));
  EXPECT_THAT(message_of("a\n\n{{ raise_exception('roles must alternate') }}"),
              StartsWith("chat template: line 3: roles must alternate"));
  EXPECT_THAT(message_of("{{ messages[1].role }}"), HasSubstr("list"));
}

TEST(Prompt, ShowsToolsThinkingAndWhatElseARequestGives) {
  Conversation conversation = kHello;
  conversation.tools = Json::parse(R"([{"type":"function","function":{"name":"f\u00e9","z":1,"a":null}}])").value();
  conversation.thinking = {.is_set = true, .is_on = false, .level = "high"};
  const PromptOptions options{
      .bos_token = "<s>", .variables = Json::parse(R"({"bos_token":"<B>","x":[1],"messages":1,"tools":2})").value()};
  EXPECT_EQ(render_prompt("{{ tools|tojson }}{{ tools[0].function.a is none }}", conversation, options),
            "[{\"type\": \"function\", \"function\": {\"name\": \"f\u00e9\", \"z\": 1, \"a\": null}}]True");
  EXPECT_EQ(render_prompt("{{ enable_thinking }}{{ thinking }}{{ reasoning_effort }}{{ bos_token }}{{ x[0] }}"
                          "{{ messages|length }}",
                          conversation, options),
            "FalseFalsehigh<B>11");
  EXPECT_EQ(render_prompt("{{ enable_thinking is defined or reasoning_effort is defined }}", kHello, {}), "False");
}

TEST(Prompt, GivesArgumentsAsTextToTemplatesThatJoinThem) {
  Conversation conversation = kHello;
  conversation.messages.push_back({"assistant", ""});
  conversation.messages.back().tool_calls = {{.name = "f", .arguments = Json::object({{"a", 1}})}};
  EXPECT_EQ(render_prompt("{{ 'x' + messages[1].tool_calls[0].function.arguments }}", conversation, {}), "x{\"a\":1}");
  EXPECT_EQ(
      render_prompt("{{ messages[1].tool_calls[0].function.arguments.a + 'x' }}", conversation, {}).error().message,
      "chat template: line 1: unsupported operand types for +: 'int' and 'str'");
}

std::string text_of(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  const std::string* text = member == nullptr ? nullptr : member->if_string();
  return text == nullptr ? "" : *text;
}

Message message_of(const Json& json) {
  Message message{text_of(json, "role"), text_of(json, "content")};
  message.thinking = text_of(json, "reasoning_content");
  message.tool_name = text_of(json, "name");
  message.tool_call_id = text_of(json, "tool_call_id");
  if (const Json* calls = json.find("tool_calls")) {
    for (const Json& call : *calls->if_array()) {
      const Json& function = *call.find("function");
      message.tool_calls.push_back(
          {.id = text_of(call, "id"), .name = text_of(function, "name"), .arguments = *function.find("arguments")});
    }
  }
  return message;
}

TEST(Prompt, IsWhatPythonMakesOfTheSameConversation) {
  std::ifstream file(HEARTH_SOURCE_DIR "/tests/golden/jinja/chats.json");
  std::stringstream read;
  read << file.rdbuf();
  const Result<Json> golden = Json::parse(read.str());
  ASSERT_TRUE(golden.has_value()) << "tests/golden/jinja/chats.json cannot be read";
  setenv("TZ", "UTC", /*overwrite=*/1);
  tzset();
  size_t n_compared = 0;
  for (const Json& item : *golden->find("cases")->if_array()) {
    const Json& context = *item.find("context");
    // Contents in parts are the caller's to join; what lacks a content or an id gets one.
    const auto is_completed = [&](const char* chat) { return text_of(item, "name").ends_with(chat); };
    if (is_completed(" parts") || is_completed(" tools") || is_completed(" tool_turn")) continue;
    // This one asks whether a content is none, which it is beside calls.
    if (text_of(item, "name") == "deepseek one_call" || text_of(item, "name") == "deepseek parallel") continue;
    if (item.find("output") == nullptr) continue;
    SCOPED_TRACE(text_of(item, "name"));
    Conversation conversation;
    for (const Json& message : *context.find("messages")->if_array()) {
      conversation.messages.push_back(message_of(message));
    }
    conversation.tools = *context.find("tools");
    const PromptOptions options{.now = *golden->find("now")->if_int64(), .variables = context};
    const auto got =
        render_prompt(text_of(*golden->find("templates"), text_of(item, "template")), conversation, options);
    ASSERT_TRUE(got.has_value()) << got.error().message;
    EXPECT_EQ(*got, *item.find("output")->if_string());
    ++n_compared;
  }
  EXPECT_GT(n_compared, 150u);
}

TEST(Prompt, AModelWithoutATemplateGetsItsPromptAsItIs) {
  const Result<Prompt> one = make_prompt(std::nullopt, kHello, {.bos_token = "<s>"});
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->text, "Hello");
  EXPECT_EQ(one->bos, Bos::kAsModelWants);
  const Conversation messages{.messages = {{"system", "Be kind."}, {"user", "Hello"}}};
  EXPECT_EQ(make_prompt(std::nullopt, messages, {})->text, "Be kind.\nHello");
}

TEST(Prompt, NeverGetsTwoBeginningsOfSequence) {
  const PromptOptions options{.bos_token = "<s>", .eos_token = "</s>"};
  EXPECT_EQ(make_prompt("{{ bos_token }}{{ messages[0].content }}", kHello, options)->bos, Bos::kNever);
  EXPECT_EQ(make_prompt("{{ messages[0].content }}", kHello, options)->bos, Bos::kAsModelWants);
  EXPECT_EQ(make_prompt("{{ bos_token }}x", kHello, {})->bos, Bos::kAsModelWants);
}

}  // namespace
}  // namespace hearth::chat
