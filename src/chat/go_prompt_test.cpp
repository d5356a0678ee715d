// Compares prompts with those that a Go program makes by the same rules: tests/golden/go_template/chats.json, which
// tools/goldens/make_go_templates/make.py writes.
#include "chat/go_prompt.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <sstream>

#include "base/json.h"

namespace hearth::chat {
namespace {

const Json& golden() {
  static const Json kGolden = [] {
    std::ifstream file(HEARTH_SOURCE_DIR "/tests/golden/go_template/chats.json");
    std::stringstream text;
    text << file.rdbuf();
    Result<Json> json = Json::parse(text.str());
    return json ? std::move(*json) : Json();
  }();
  return kGolden;
}

std::string text_of(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  return member == nullptr ? "" : *member->if_string();
}

bool flag_of(const Json& object, std::string_view key) {
  const Json* member = object.find(key);
  return member != nullptr && *member->if_bool();
}

ToolCall tool_call_of(const Json& json) {
  const Json& function = *json.find("function");
  return {.id = text_of(json, "id"),
          .index = static_cast<int>(*function.find("index")->if_int64()),
          .name = text_of(function, "name"),
          .arguments = *function.find("arguments")};
}

// The two images of the goldens.
std::string image_of(const std::string& base64) { return base64 == "AQID" ? "\x01\x02\x03" : "\xff"; }

Message message_of(const Json& json) {
  Message message{text_of(json, "role"), text_of(json, "content")};
  message.thinking = text_of(json, "thinking");
  message.tool_name = text_of(json, "tool_name");
  message.tool_call_id = text_of(json, "tool_call_id");
  if (const Json* images = json.find("images")) {
    for (const Json& image : *images->if_array()) message.images.push_back(image_of(*image.if_string()));
  }
  if (const Json* calls = json.find("tool_calls")) {
    for (const Json& call : *calls->if_array()) message.tool_calls.push_back(tool_call_of(call));
  }
  return message;
}

Conversation conversation_of(const Json& json) {
  Conversation conversation;
  for (const Json& message : *json.find("messages")->if_array()) conversation.messages.push_back(message_of(message));
  if (const Json* tools = json.find("tools")) conversation.tools = *tools;
  conversation.prompt = text_of(json, "prompt");
  conversation.suffix = text_of(json, "suffix");
  conversation.thinking = {flag_of(json, "is_think_set"), flag_of(json, "think"), text_of(json, "think_level")};
  return conversation;
}

TEST(GoPrompt, RendersChatTemplatesAsGoDoes) {
  ASSERT_NE(golden().find("cases"), nullptr) << "tests/golden/go_template/chats.json cannot be read";
  setenv("TZ", "UTC", /*overwrite=*/1);
  tzset();
  EXPECT_GT(golden().find("cases")->if_array()->size(), 400u);
  for (const Json& item : *golden().find("cases")->if_array()) {
    const std::string name = text_of(item, "template");
    SCOPED_TRACE(name + " with " + text_of(item, "conversation"));
    const auto parsed = parse_go_template(text_of(*golden().find("templates"), name));
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    const Conversation conversation =
        conversation_of(*golden().find("conversations")->find(text_of(item, "conversation")));
    const Result<std::string> got = render_go_prompt(*parsed, conversation, {*golden().find("now")->if_int64()});
    if (const Json* expected = item.find("output")) {
      ASSERT_TRUE(got.has_value()) << got.error().message;
      EXPECT_EQ(*got, *expected->if_string());
    } else {
      ASSERT_FALSE(got.has_value()) << "renders as: " << *got;
      EXPECT_EQ(got.error().message, text_of(item, "error"));
    }
  }
}

TEST(GoPrompt, ReadsTemplatesAsGoDoes) {
  for (const auto& [name, expected] : *golden().find("analyses")->if_object()) {
    SCOPED_TRACE(name);
    const auto parsed = go_template::Template::parse(text_of(*golden().find("templates"), name));
    ASSERT_TRUE(parsed.has_value()) << parsed.error().message;
    for (const Json& mentioned : *expected.find("names")->if_array()) {
      EXPECT_TRUE(parsed->mentions(*mentioned.if_string())) << *mentioned.if_string();
    }
    EXPECT_EQ(parsed->thinking_tags().opening, text_of(expected, "opening_tag"));
    EXPECT_EQ(parsed->thinking_tags().closing, text_of(expected, "closing_tag"));
    EXPECT_EQ(parsed->tool_call_prefix(), text_of(expected, "tool_call_prefix"));
  }
}

TEST(GoPrompt, AddsTheResponseWhereATemplateForgetsIt) {
  const Conversation conversation{.messages = {{"user", "Q"}, {"assistant", "A"}, {"user", "R"}}};
  EXPECT_EQ(render_go_prompt(parse_go_template("<{{ .Prompt }}>").value(), conversation), "<Q>A<R>");
}

TEST(GoPrompt, AlwaysGivesValidUtf8) {
  const Conversation conversation{.messages = {{"user", "\xE9t\xC3\xA9"}}};
  EXPECT_EQ(render_go_prompt(parse_go_template("{{ .Prompt }} {{ slice .Prompt 0 1 }}").value(), conversation),
            "\uFFFDt\u00e9 \uFFFD");
}

TEST(GoPrompt, SaysWhereATemplateFails) {
  EXPECT_EQ(parse_go_template("a\n{{ nope }}").error().message, "template: :2:3: function \"nope\" not defined");
  const auto parsed = parse_go_template("{{ .Prompt.x }}").value();
  EXPECT_EQ(render_go_prompt(parsed, {.messages = {{"user", "Hi"}}}).error().message,
            "template: :1:10: executing \"\" at <.Prompt.x>: can't evaluate field x in type interface {}");
}

TEST(GoPrompt, ContentIsNoTemplate) {
  const Conversation conversation{.messages = {{"user", "{{ .System }}{{ end }}"}}};
  EXPECT_EQ(render_go_prompt(parse_go_template("{{ .Prompt }}").value(), conversation), "{{ .System }}{{ end }}");
}

}  // namespace
}  // namespace hearth::chat
