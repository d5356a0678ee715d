#include "chat/jinja_values.h"

#include <gtest/gtest.h>

#include "template/jinja/template.h"

namespace hearth::chat {
namespace {

// The messages as JSON, which is how a template shows them best.
std::string shown(const std::vector<Message>& messages, const MessageStyle& style = {}) {
  const auto parsed = jinja::Template::parse("{% for m in messages %}{{ m|tojson }}\n{% endfor %}").value();
  return parsed.render({{"messages", messages_value(messages, style)}}).value();
}

Message calling(std::vector<ToolCall> calls) {
  Message message{"assistant", ""};
  message.tool_calls = std::move(calls);
  return message;
}

Message result(const std::string& name, const std::string& id = "") {
  Message message{"tool", "42"};
  message.tool_name = name;
  message.tool_call_id = id;
  return message;
}

TEST(JinjaValues, WhatAMessageLacksIsNotThere) {
  EXPECT_EQ(shown({{"user", "Hi"}}), "{\"role\": \"user\", \"content\": \"Hi\"}\n");
}

TEST(JinjaValues, CallsAreAsOpenAiHasThem) {
  Message message = calling({{.id = "c1", .name = "f", .arguments = Json::object({{"b", 1}, {"a", 2.5}})}});
  message.thinking = "hm";
  EXPECT_EQ(
      shown({message}),
      R"({"role": "assistant", "content": "", "reasoning_content": "hm", "thinking": "hm", "tool_calls": [{"id": )"
      R"("c1", "type": "function", "function": {"name": "f", "arguments": {"b": 1, "a": 2.5}}}]})"
      "\n");
}

TEST(JinjaValues, ResultsAreMatchedWithTheirCalls) {
  const std::string text = shown({calling({{.name = "f"}, {.name = "g"}}), result("g"), result("")});
  EXPECT_TRUE(text.contains(R"({"id": "0000call1", "type": "function", "function": {"name": "f")")) << text;
  EXPECT_TRUE(text.contains(R"("content": "42", "tool_call_id": "0000call2", "name": "g"})")) << text;
  EXPECT_TRUE(text.contains(R"("content": "42", "tool_call_id": "0000call1", "name": "f"})")) << text;
}

TEST(JinjaValues, AResultWithoutACallStaysAsItIs) {
  EXPECT_EQ(shown({result("f", "x")}),
            "{\"role\": \"tool\", \"content\": \"42\", \"tool_call_id\": \"x\", \"name\": \"f\"}\n");
  EXPECT_EQ(shown({result("")}), "{\"role\": \"tool\", \"content\": \"42\"}\n");
}

TEST(JinjaValues, IdsOfNineCharactersWhereATemplateInsists) {
  const MessageStyle style = message_style("{% if tool_call.id|length != 9 %}");
  const std::string text = shown({calling({{.id = "call_abcdefgh", .name = "f"}}), result("", "call_abcdefgh")}, style);
  EXPECT_TRUE(text.contains(R"("id": "labcdefgh")")) << text;
  EXPECT_TRUE(text.contains(R"("tool_call_id": "labcdefgh")")) << text;
  EXPECT_TRUE(shown({calling({{.id = "Xbcdefgh9"}})}, style).contains("Xbcdefgh9"));
}

TEST(JinjaValues, AnEmptyContentBesideCallsIsNoneForTemplatesThatAsk) {
  for (const char* source : {"{% if m['content'] is none %}", "m[\"content\"] is not none", "m.content is None"}) {
    EXPECT_TRUE(message_style(source).none_for_empty) << source;
  }
  EXPECT_FALSE(message_style("m.content is string, tools is none").none_for_empty);
  EXPECT_TRUE(shown({calling({{.name = "f"}})}, {.none_for_empty = true}).contains("\"content\": null"));
  EXPECT_TRUE(shown({{"user", ""}}, {.none_for_empty = true}).contains("\"content\": \"\""));
}

TEST(JinjaValues, ArgumentsMayBeText) {
  EXPECT_TRUE(
      shown({calling({{.name = "f", .arguments = Json::object({{"a", "x"}})}})}, {.arguments = ArgumentsAs::kText})
          .contains(R"("arguments": "{\"a\":\"x\"}")"));
}

}  // namespace
}  // namespace hearth::chat
