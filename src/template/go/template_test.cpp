// What the goldens cannot show: limits, the columns of parse errors, and what is read out of a template.
#include "template/go/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"
#include "template/go/ollama_types.h"

namespace hearth::go_template {
namespace {

using ::testing::EndsWith;
using ::testing::HasSubstr;

std::string render(std::string_view source, const RenderOptions& options = {}) {
  const Result<Template> parsed = Template::parse(source);
  if (!parsed) return "parse error: " + parsed.error().message;
  const Value data = Value::map(kAnyMap, {{"text", Value::string("hello")},
                                          {"list", Value::slice(kAnySlice, Value::Items(100, Value::integer(7)))}});
  const Result<std::string> text = parsed->render(data, options);
  return text ? *text : "error: " + text.error().message;
}

std::string repeated(std::string_view part, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i) out += part;
  return out;
}

TEST(GoTemplate, RendersManyTimes) {
  const Template parsed = Template::parse("{{ range 2 }}{{ $.x }}{{ end }}").value();
  for (const char* text : {"a", "b"}) {
    EXPECT_EQ(parsed.render(Value::map(kAnyMap, {{"x", Value::string(text)}})), repeated(text, 2));
  }
}

TEST(GoTemplate, ParseErrorsNameLineAndColumn) {
  EXPECT_EQ(render("a\n  {{ nope }}"), "parse error: template: :2:5: function \"nope\" not defined");
  EXPECT_EQ(render("{{ if .a }}\n\n"), "parse error: template: :3:0: unexpected EOF");
  EXPECT_EQ(render("é {{ 'ab' }}"), "parse error: template: :1:6: malformed character constant: 'ab'");
}

TEST(GoTemplate, ErrorsNameLineAndColumnWhereTheyComeUp) {
  EXPECT_EQ(render("a\n{{ .text.x }}"),
            "error: template: :2:8: executing \"\" at <.text.x>: can't evaluate field x in type interface {}");
  EXPECT_EQ(render("{{ define \"part\" }}\n{{ index .text 9 }}{{ end }}{{ template \"part\" . }}"),
            "error: template: :2:3: executing \"part\" at <index .text 9>: error calling index: index out of range: 9");
}

TEST(GoTemplate, ImaginaryNumbersAreRefused) {
  EXPECT_EQ(render("{{ 2i }}"), "parse error: template: :1:3: imaginary numbers are not supported: \"2i\"");
}

TEST(GoTemplate, StopsAfterTooManySteps) {
  const RenderOptions options{.limits = {.max_steps = 10'000}};
  EXPECT_THAT(render("{{ range 100 }}{{ range 100 }}{{ end }}{{ end }}", options), HasSubstr("more than 10000 steps"));
  EXPECT_THAT(render("{{ range 9223372036854775807 }}{{ end }}", options), HasSubstr("more than 10000 steps"));
  EXPECT_THAT(render("\n {{ range 9223372036854775807 }}{{ print }}{{ end }}", options), HasSubstr("template: :2:"));
}

TEST(GoTemplate, StopsWhenValuesGrowTooLarge) {
  const RenderOptions options{.limits = {.max_bytes = 1 << 20}};
  EXPECT_THAT(render("{{ $s := \"ab\" }}{{ range 99 }}{{ $s = print $s $s }}{{ end }}", options),
              HasSubstr("more than 1048576 bytes"));
  for (const char* source : {"{{ printf \"%999999s%999999s\" 1 2 }}", "{{ printf \"%.999999f%.999999f\" 1.5 1.5 }}",
                             "{{ printf \"%99999d\" .list }}", "{{ printf \"%0999999d|%.999999d\" 1 1 }}",
                             "{{ $s := printf \"%900000s\" \"<\" }}{{ html $s $s $s }}"}) {
    EXPECT_THAT(render(source, options), HasSubstr("bytes of text")) << source;
  }
}

TEST(GoTemplate, StopsWhenTheOutputGrowsTooLarge) {
  const RenderOptions options{.limits = {.max_output_bytes = 100}};
  EXPECT_EQ(render("{{ range 10 }}{{ $.text }}{{ end }}", options).size(), 50u);
  EXPECT_THAT(render("{{ range 100 }}{{ $.text }}{{ end }}", options), HasSubstr("more than 100 bytes"));
}

TEST(GoTemplate, StopsWhenTemplatesNestTooDeep) {
  EXPECT_THAT(render("{{ define \"a\" }}{{ template \"a\" }}{{ end }}{{ template \"a\" }}"),
              HasSubstr("recurses more than"));
}

TEST(GoTemplate, RefusesSourceThatNestsTooDeep) {
  EXPECT_THAT(render("{{ " + repeated("(", 9'999) + "1" + repeated(")", 9'999) + " }}"), HasSubstr("levels deep"));
  EXPECT_THAT(render(repeated("{{ if 1 }}", 9'999)), HasSubstr("levels deep"));
  EXPECT_THAT(render("{{ if 0 }}" + repeated("{{ else if 0 }}", 9'999) + "{{ end }}"), HasSubstr("levels deep"));
  EXPECT_EQ(render("{{ if 0 }}" + repeated("{{ else if 0 }}", 40) + "{{ else }}x{{ end }}"), "x");
}

TEST(GoTemplate, LongPipelinesAndListsDoNotNest) {
  EXPECT_EQ(render("{{ 1" + repeated(" | print", 9'999) + " }}"), "1");
  EXPECT_EQ(render(repeated("{{ 1 }}", 9'999)).size(), 9'999u);
}

TEST(GoTemplate, PassesBytesThatAreNotUtf8) {
  EXPECT_EQ(render("a\xFF{{ \"b\\xff\" }}{{ slice \"é\" 1 }}"),
            "a\xFF"
            "b\xFF\xA9");
  EXPECT_EQ(render("{{ json \"a\\xff\" }}"), "\"a\\ufffd\"");
}

TEST(GoTemplate, KnowsTheDateAtTheEndsOfYears) {
  setenv("TZ", "UTC", /*overwrite=*/1);
  tzset();
  EXPECT_EQ(render("{{ currentDate }} {{ yesterdayDate }}", {.limits = {}, .now = 1'704'067'199 + 1}),
            "2024-01-01 2023-12-31");
}

TEST(GoTemplate, SaysWhichNamesItMentions) {
  const Template parsed =
      Template::parse(
          "{{ .System }}{{ range $i, $m := .Messages }}{{ $m.Role }}{{ end }}{{ with (index .Tools 0).Name }}"
          "{{ end }}{{ define \"x\" }}{{ .Suffix }}{{ end }}{{/* .Prompt */}}.Thinking")
          .value();
  for (const char* name : {"system", "messages", "role", "tools", "name", "suffix"}) {
    EXPECT_TRUE(parsed.mentions(name)) << name;
  }
  for (const char* name : {"prompt", "thinking", "response"}) EXPECT_FALSE(parsed.mentions(name)) << name;
}

TEST(GoTemplate, CutsBehindTheResponse) {
  const Value data = Value::map(kAnyMap, {{"Response", Value::string("R")}});
  const auto cut = [&](std::string_view source) {
    return Template::parse(source).value().cut_after_response().render(data).value();
  };
  EXPECT_EQ(cut("a{{ .Response }}b{{ .Response }}c"), "aR");
  EXPECT_EQ(cut("a{{ if .Response }}b{{ .Response }}c{{ else }}d{{ end }}e"), "abR");
  EXPECT_EQ(cut("{{ range 2 }}{{ . }}{{ $.Response }}{{ end }}x"), "0R1Rx");
  EXPECT_EQ(cut("a{{ print (print .Response 1) 2 }}b"), "aR");
  EXPECT_EQ(cut("no answer"), "no answer");
  EXPECT_EQ(cut("{{ define \"x\" }}{{ .Response }}!{{ end }}{{ template \"x\" . }}b"), "R!b");
}

TEST(GoTemplate, ACutTemplateOutlivesTheOneItCameFrom) {
  auto whole = std::make_unique<Template>(Template::parse("{{ print 1 }}{{ .Response }}x").value());
  const Template cut = whole->cut_after_response();
  whole.reset();
  EXPECT_EQ(cut.render(Value::map(kAnyMap, {{"Response", Value::string("R")}})), "1R");
}

TEST(GoTemplate, InfersThinkingTags) {
  const auto tags = [](std::string_view source) {
    const ThinkingTags found = Template::parse(source).value().thinking_tags();
    return concat(found.opening, "|", found.closing);
  };
  EXPECT_EQ(tags("{{ range .Messages }}{{ if .Thinking }}<think>\n{{ .Thinking }}\n</think> {{ end }}{{ end }}"),
            "<think>|</think>");
  EXPECT_EQ(tags("{{ range .Messages }}{{ if .Thinking }}x{{ end }}{{ end }}"), "|");
  EXPECT_EQ(tags("{{ range .Others }}<a>{{ .Thinking }}</a>{{ end }}"), "|");
  EXPECT_EQ(tags("<a>{{ .Thinking }}</a>"), "|");
}

TEST(GoTemplate, InfersThePrefixOfToolCalls) {
  const auto prefix = [](std::string_view source) { return Template::parse(source).value().tool_call_prefix(); };
  EXPECT_EQ(prefix("{{ if .ToolCalls }}<tool_call>\n{\"name\": {{ .Name }}{{ end }}"), "<tool_call>");
  EXPECT_EQ(prefix("{{ if and .A .ToolCalls }} {{ range .ToolCalls }}[TOOL] [{{ end }}{{ end }}"), "[TOOL] [");
  EXPECT_EQ(prefix("{{ if .ToolCalls }}{{ .X }}text{{ end }}"), "{");
  EXPECT_EQ(prefix("{{ range .ToolCalls }}text{{ end }}"), "{");
  EXPECT_EQ(prefix(""), "{");
}

TEST(GoTemplate, ToolsThatAreNoToolsAreShownAsEmptyOnes) {
  const Value tools =
      tools_value(Json::parse(R"([1, {"function": {"parameters": {"properties": {"a": 1}}}}])").value());
  const Template parsed = Template::parse("{{ . }}").value();
  EXPECT_THAT(
      parsed.render(tools).value(),
      EndsWith(
          R"({"type":"","function":{"name":"","description":"","parameters":{"type":"","properties":{"a":{}}}}}])"));
  EXPECT_EQ(parsed.render(tools_value(Json())), "null");
}

}  // namespace
}  // namespace hearth::go_template
