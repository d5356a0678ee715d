#include "chat/prompt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>

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

const Message kHello[] = {{"user", "Hello"}};

TEST(Prompt, RendersTheTemplateOfTheModel) {
  const Result<std::string> text = render_prompt(kSmolLm2, kHello, {});
  ASSERT_TRUE(text.has_value()) << text.error().message;
  EXPECT_EQ(*text,
            "<|im_start|>system\nYou are a helpful AI assistant named SmolLM, trained by Hugging Face<|im_end|>\n"
            "<|im_start|>user\nHello<|im_end|>\n<|im_start|>assistant\n");
}

TEST(Prompt, LeavesTheAssistantsTurnOutWhenAsked) {
  const Message messages[] = {{"system", "Be kind."}, {"user", "Hi"}, {"assistant", "Ho"}};
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
  const Message messages[] = {{"user", "caf\xC3 \xE9"}};
  EXPECT_EQ(render_prompt("{{ messages[0].content|upper }}", messages, {}), "CAF\uFFFD \uFFFD");
}

TEST(Prompt, ContentIsNoTemplate) {
  const Message messages[] = {{"user", "{{ 1 + 1 }}{% if %}"}};
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

TEST(Prompt, AModelWithoutATemplateGetsItsPromptAsItIs) {
  const Result<Prompt> one = make_prompt(std::nullopt, kHello, {.bos_token = "<s>"});
  ASSERT_TRUE(one.has_value());
  EXPECT_EQ(one->text, "Hello");
  EXPECT_EQ(one->bos, Bos::kAsModelWants);
  const Message messages[] = {{"system", "Be kind."}, {"user", "Hello"}};
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
