#include "chat/output_parser.h"

#include <gtest/gtest.h>

#include <numeric>
#include <random>

#include "base/text.h"

#include "chat/test_output.h"

namespace hearth::chat {
namespace {

OutputFormat thinking_format(std::string_view tools = "") {
  return {.tool_format = std::string(tools), .think_open = "<think>", .think_close = "</think>"};
}

// The events of the output in one piece; cut at each place, and at all at once, they are the same.
std::string read(const OutputFormat& format, std::string_view output) {
  const std::string whole = shown(events_of(format, output, {}));
  for (size_t cut = 0; cut <= output.size(); ++cut) {
    EXPECT_EQ(shown(events_of(format, output, {&cut, 1})), whole) << output << "\ncut at " << cut;
  }
  std::vector<size_t> everywhere(output.size());
  std::iota(everywhere.begin(), everywhere.end(), size_t{0});
  EXPECT_EQ(shown(events_of(format, output, everywhere)), whole) << output << "\ncut everywhere";
  return whole;
}

std::string read_calls(std::string_view format, std::string_view output) {
  return read({.tool_format = std::string(format)}, output);
}

TEST(OutputParser, WithoutAFormatEverythingIsContent) {
  EXPECT_EQ(read({}, " <think>a</think> <tool_call> "), "content:  <think>a</think> <tool_call> \n");
  EXPECT_EQ(read({}, ""), "");
}

TEST(OutputParser, ThoughtsAreKeptApart) {
  const OutputFormat format = thinking_format();
  EXPECT_EQ(read(format, "<think>\nhm, é\n\nso\n</think>\n\nYes.\n"), "thinking: hm, é\n\nso\ncontent: Yes.\n\n");
  EXPECT_EQ(read(format, "\n<think></think>Yes"), "content: Yes\n");
  EXPECT_EQ(read(format, "<think>never ends "), "thinking: never ends\n");
  EXPECT_EQ(read(format, " No thought. <think>x</think>"), "content:  No thought. <think>x</think>\n");
  EXPECT_EQ(read(format, "<think>a</think>b<think>c</think>"), "thinking: a\ncontent: b<think>c</think>\n");
  EXPECT_EQ(read(format, "<think>a < b </thin> c</think>d"), "thinking: a < b </thin> c\ncontent: d\n");
  EXPECT_EQ(read(format, "<thin"), "content: <thin\n");
  EXPECT_EQ(read(format, "  "), "content:   \n");
}

TEST(OutputParser, ThoughtsMayHaveBegunInThePrompt) {
  OutputFormat format = thinking_format();
  format.begins_thinking = ends_thinking("<|Assistant|><think>\n", format.think_open);
  ASSERT_TRUE(format.begins_thinking);
  EXPECT_EQ(read(format, "\nhm</think>\nYes"), "thinking: hm\ncontent: Yes\n");
  EXPECT_EQ(read(format, "<think>\nhm</think>Yes"), "thinking: hm\ncontent: Yes\n");
  EXPECT_FALSE(ends_thinking("<think>\n\n</think>\n\n", format.think_open));
  EXPECT_FALSE(ends_thinking("anything", ""));
}

TEST(OutputParser, Hermes) {
  const OutputFormat format = thinking_format("hermes");
  EXPECT_EQ(read(format,
                 "<think>\nhm\n</think>\n\nI look.\n<tool_call>\n{\"name\": \"f\", \"arguments\": {\"a\": \"}<\"}}\n"
                 "</tool_call>\n<tool_call>\n{\"name\": \"g\"}\n</tool_call>\n"),
            "thinking: hm\ncontent: I look.\ncall f {\"a\":\"}<\"}\ncall g {}\n");
  EXPECT_EQ(read(format, "<tool_call>{\"name\": \"f\", \"arguments\": \"{\\\"a\\\": 1}\"}"), "call f {\"a\":1}\n");
  EXPECT_EQ(read(format, "<tool_call>{\"name\": \"f\", \"arguments\": {\"a\": \"x\ny\"}}"),
            "call f {\"a\":\"x\\ny\"}\n");
  EXPECT_EQ(read(format, "<tool_call>{\"name\": \"f\"}</tool_call> Done."), "call f {}\ncontent:  Done.\n");
}

TEST(OutputParser, WhatIsNoCallIsContent) {
  for (const char* output :
       {"Write <tool_call> first.", "<tool_call>{\"nom\": 1}</tool_call>", "<tool_call>{\"name\": \"f\", \"argu",
        "<tool_call>", " \n<tool_call>\n{]}\n", "<tool_call></tool_call>", "a <tool_cal", "{\"name\": \"f\"}",
        "<tool_call>{\"name\": 1}"}) {
    EXPECT_EQ(read_calls("hermes", output), concat("content: ", output, "\n"));
  }
}

TEST(OutputParser, Llama3) {
  EXPECT_EQ(read_calls("llama3", "\n{\"name\": \"f\", \"parameters\": {\"a\": [1, {}]}}"), "call f {\"a\":[1,{}]}\n");
  EXPECT_EQ(
      read_calls("llama3",
                 "<|python_tag|>{\"type\": \"function\", \"name\": \"f\", \"parameters\": {}}; {\"name\": \"g\"}"),
      "call f {}\ncall g {}\n");
  EXPECT_EQ(read_calls("llama3", "<|python_tag|>brave_search.call(query=\"a {b}\")"),
            "call brave_search {\"query\":\"a {b}\"}\n");
  EXPECT_EQ(read_calls("llama3", "{\"answer\": 42} is it"), "content: {\"answer\": 42} is it\n");
  EXPECT_EQ(read_calls("llama3", "Not {\"name\": \"f\"}"), "content: Not {\"name\": \"f\"}\n");
  EXPECT_EQ(read_calls("llama3", "<|python_tag|>print(1 + 1)"), "content: <|python_tag|>print(1 + 1)\n");
  EXPECT_EQ(read_calls("nobody knows it", "{\"function\": {\"name\": \"f\", \"arguments\": {}}}"), "call f {}\n");
}

TEST(OutputParser, Mistral) {
  EXPECT_EQ(
      read_calls(
          "mistral",
          "Sure.[TOOL_CALLS] [{\"name\": \"f\", \"arguments\": {\"a\": 1}, \"id\": \"abc123XYZ\"}, {\"name\": \"g\", "
          "\"arguments\": {}}]"),
      "content: Sure.\ncall f abc123XYZ {\"a\":1}\ncall g {}\n");
  EXPECT_EQ(read_calls("mistral", "[TOOL_CALLS]f[ARGS]{\"a\": 1}[TOOL_CALLS]g[CALL_ID]abc123XYZ[ARGS]{}"),
            "call f {\"a\":1}\ncall g abc123XYZ {}\n");
  EXPECT_EQ(read_calls("mistral", "[TOOL_CALLS]f{\"a\": 1}"), "call f {\"a\":1}\n");
  EXPECT_EQ(read_calls("mistral", "[TOOL_CALLS] not one {}"), "content: [TOOL_CALLS] not one {}\n");
}

TEST(OutputParser, CommandR) {
  EXPECT_EQ(read_calls("command_r",
                       "Plan: look.\nAction: ```json\n[\n  {\"tool_name\": \"f\", \"parameters\": {\"a\": 1}}\n]\n```"),
            "content: Plan: look.\ncall f {\"a\":1}\n");
  EXPECT_EQ(read_calls("command_r", "Action: ```json\n[{\"tool_name\": \"directly_answer\", \"parameters\": {}}]\n```"),
            "");
  const OutputFormat r7b{
      .tool_format = "command_r_action", .think_open = "<|START_THINKING|>", .think_close = "<|END_THINKING|>"};
  EXPECT_EQ(read(r7b,
                 "<|START_THINKING|>I look.<|END_THINKING|><|START_ACTION|>[\n {\"tool_call_id\": \"0\", "
                 "\"tool_name\": \"f\", "
                 "\"parameters\": {}}\n]<|END_ACTION|>"),
            "thinking: I look.\ncall f {}\n");
  EXPECT_EQ(read(r7b, "<|START_RESPONSE|>Yes. <|END_RESPONSE|>"), "content: Yes.\n");
}

TEST(OutputParser, DeepSeek) {
  EXPECT_EQ(
      read_calls(
          "deepseek",
          "Let me see.\n<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>function<｜tool▁sep｜>f\n```json\n{\"a\": 1}\n"
          "```<｜tool▁call▁end｜>\n<｜tool▁call▁begin｜>function<｜tool▁sep｜>g\n```json\n{}\n```<｜tool▁call▁end｜>"
          "<｜tool▁calls▁end｜>"),
      "content: Let me see.\ncall f {\"a\":1}\ncall g {}\n");
  EXPECT_EQ(read_calls("deepseek",
                       "<｜tool▁calls▁begin｜><｜tool▁call▁begin｜>f<｜tool▁sep｜>{\"a\": 1}<｜tool▁call▁end｜>"
                       "<｜tool▁call▁begin｜>g<｜tool▁sep｜>{}<｜tool▁call▁end｜><｜tool▁calls▁end｜>"),
            "call f {\"a\":1}\ncall g {}\n");
  EXPECT_EQ(read_calls("deepseek", "<｜tool▁calls▁begin｜>nothing<｜tool▁calls▁end｜>"),
            "content: <｜tool▁calls▁begin｜>nothing<｜tool▁calls▁end｜>\n");
}

TEST(OutputParser, FunctionTags) {
  const Json tools =
      Json::parse(R"([{"type":"function","function":{"name":"f","parameters":{"type":"object","properties":{
      "n":{"type":"integer"},"s":{"type":"string"},"l":{"type":["array","null"]}}}}}])")
          .value();
  const OutputFormat format{.tool_format = "function_tags", .tools = tools};
  EXPECT_EQ(
      read(format,
           "Now.\n<tool_call>\n<function=f>\n<parameter=n>\n12\n</parameter>\n<parameter=s>\n12\n{}\n</parameter>\n"
           "<parameter=l>[1]</parameter>\n</function>\n</tool_call>"),
      "content: Now.\ncall f {\"n\":12,\"s\":\"12\\n{}\",\"l\":[1]}\n");
  EXPECT_EQ(read(format, "<function=f>{\"n\": 1}</function><function=other><parameter=x>1</parameter></function>"),
            "call f {\"n\":1}\ncall other {\"x\":\"1\"}\n");
  EXPECT_EQ(read(format, "<function=f>\n</function>"), "call f {}\n");
  EXPECT_EQ(read(format, "Write <tool_call> first."), "content: Write <tool_call> first.\n");
  EXPECT_EQ(read(format, "<function=f>text</function>"), "content: <function=f>text</function>\n");
}

TEST(OutputParser, Functionary) {
  EXPECT_EQ(read_calls("functionary", "all\nI look.\n>>>f\n{\"a\": 1}>>>g\n{}"),
            "content: I look.\ncall f {\"a\":1}\ncall g {}\n");
  EXPECT_EQ(read_calls("functionary", "Just an answer.\nReally."), "content: Just an answer.\nReally.\n");
  EXPECT_EQ(read_calls("functionary", "f\nno arguments"), "content: f\nno arguments\n");
}

TEST(OutputParser, Gemma) {
  EXPECT_EQ(read_calls("gemma", "Let me.\n```tool_code\n[f(a=1, b='x', c=[True, None]), g()]\n```\n"),
            "content: Let me.\ncall f {\"a\":1,\"b\":\"x\",\"c\":[true,null]}\ncall g {}\n");
  EXPECT_EQ(read_calls("gemma", "```tool_code\nprint(f(d={'k': -1.5}))\n```"), "call f {\"d\":{\"k\":-1.5}}\n");
  EXPECT_EQ(read_calls("gemma", "```tool_code\n{\"name\": \"f\", \"parameters\": {}}\n```"), "call f {}\n");
  EXPECT_EQ(read_calls("gemma", "```tool_code\n[{\"name\": \"f\"}]\n```"), "call f {}\n");
  EXPECT_EQ(read_calls("gemma", "```tool_code\nx = 1\n```"), "content: ```tool_code\nx = 1\n```\n");
}

TEST(OutputParser, ToolCallToken) {
  EXPECT_EQ(read_calls("tool_call_token", "<|tool_call|>[{\"name\": \"f\", \"arguments\": {}}]<|/tool_call|>"),
            "call f {}\n");
  EXPECT_EQ(read_calls("tool_call_token", "<|tool_call|> [{\"name\": \"f\", \"arguments\": {}}]"), "call f {}\n");
}

TEST(OutputParser, Harmony) {
  EXPECT_EQ(
      read_calls("harmony",
                 "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>final<|message|>Yes.<|return|>"),
      "thinking: Hm.\ncontent: Yes.\n");
  EXPECT_EQ(read_calls("harmony",
                       "<|channel|>analysis<|message|>Hm.<|end|><|start|>assistant<|channel|>commentary to=functions.f "
                       "<|constrain|>json<|message|>{\"a\": 1}<|call|>"),
            "thinking: Hm.\ncall f {\"a\":1}\n");
  EXPECT_EQ(read_calls("harmony", " to=functions.f<|channel|>commentary json<|message|>{\"a\": 1}"),
            "call f {\"a\":1}\n");
  EXPECT_EQ(read_calls("harmony", "<|channel|>commentary<|message|>First I look.<|end|>"), "content: First I look.\n");
  EXPECT_EQ(read_calls("harmony", "Plain answer."), "content: Plain answer.\n");
  EXPECT_EQ(read_calls("harmony", "<|channel|>commentary to=functions.f<|message|>no JSON<|call|>"),
            "content: no JSON\n");
}

TEST(OutputParser, CallsAreNumbered) {
  const OutputEvents events = events_of({.tool_format = "llama3"}, "{\"name\": \"f\"};{\"name\": \"g\"}", {});
  ASSERT_EQ(events.size(), 2u);
  EXPECT_EQ(events[0].call.index, 0);
  EXPECT_EQ(events[1].call.index, 1);
}

// Everything that any format looks for, and what may stand between, in any order.
std::string random_output(std::mt19937& random) {
  static const std::vector<std::string> kParts = [] {
    std::vector<std::string> parts = {"a",
                                      " ",
                                      "\n",
                                      "é",
                                      "{\"name\": \"f\", \"arguments\": {\"a\": 1}}",
                                      "[{\"name\": \"f\"}]",
                                      "{",
                                      "}",
                                      "[",
                                      "]",
                                      "\"",
                                      "\\",
                                      "f",
                                      "all\n",
                                      "f(a=1)",
                                      "{}",
                                      ",",
                                      ";",
                                      "<",
                                      ">",
                                      "<parameter=a>1</parameter>",
                                      "</function>",
                                      "name",
                                      "functions.f",
                                      " to="};
    for (const std::string_view name : tool_format_names()) {
      const OutputParser parser(thinking_format(name));
      parts.insert(parts.end(), parser.tokens().begin(), parser.tokens().end());
    }
    return parts;
  }();
  std::string output;
  for (size_t n = random() % 12; n > 0; --n) output += kParts[random() % kParts.size()];
  return output;
}

TEST(OutputParser, AnyOutputCutAnywhereGivesTheSameEvents) {
  std::mt19937 random(7);
  for (int i = 0; i < 400; ++i) {
    const std::string output = random_output(random);
    for (const std::string_view name : tool_format_names()) {
      OutputFormat format = thinking_format(name);
      format.begins_thinking = i % 3 == 0;
      SCOPED_TRACE(name);
      read(format, output);
      if (HasFailure()) return;
    }
  }
}

}  // namespace
}  // namespace hearth::chat
