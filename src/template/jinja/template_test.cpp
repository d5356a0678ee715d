// What the goldens cannot show: limits, the sandbox, and the messages of errors.
#include "template/jinja/template.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::jinja {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::string render(std::string_view source, const RenderOptions& options = {}) {
  const Result<Template> parsed = Template::parse(source);
  if (!parsed) return "parse error: " + parsed.error().message;
  const Result<std::string> text = parsed->render({{"text", Value::string("hello")}}, options);
  return text ? *text : "error: " + text.error().message;
}

std::string repeated(std::string_view part, size_t n) {
  std::string out;
  for (size_t i = 0; i < n; ++i) out += part;
  return out;
}

TEST(JinjaTemplate, RendersManyTimes) {
  const Template parsed = Template::parse("{% for i in range(2) %}{{ text }}{% endfor %}").value();
  for (const char* text : {"a", "b"}) {
    EXPECT_EQ(parsed.render({{"text", Value::string(text)}}), repeated(text, 2));
  }
}

TEST(JinjaTemplate, ParseErrorsNameTheLine) {
  EXPECT_EQ(render("a\n{{ 1 2 }}"), "parse error: line 2: found a number, expected '}}'");
  EXPECT_EQ(render("{% if a %}\n\n"), "parse error: line 2: found the end of the template, expected 'elif'");
  EXPECT_EQ(render("\n{% include 'x' %}"), "parse error: line 2: unknown tag 'include'");
  EXPECT_EQ(render("\n\n{{ 'abc }}"), "parse error: line 3: string has no end");
  EXPECT_EQ(render("{{ ? }}"), "parse error: line 1: unexpected character '?'");
}

TEST(JinjaTemplate, ErrorsNameTheLineWhereTheyComeUp) {
  EXPECT_EQ(render("a\n{{ missing.name }}"), "error: line 2: 'missing' is undefined");
  EXPECT_EQ(render("{% macro m() %}\n{{ 1 + text }}\n{% endmacro %}\n{{ m() }}"),
            "error: line 2: unsupported operand types for +: 'int' and 'str'");
  EXPECT_EQ(render("\n{{ text | nope }}"), "error: line 2: there is no filter named 'nope'");
  EXPECT_EQ(render("\n\n{{ raise_exception('No.') }}"), "error: line 3: No.");
}

TEST(JinjaTemplate, ShowsNothingOfTheProgramAround) {
  EXPECT_EQ(render("{{ text.__class__ is defined }}{{ [].__len__ is defined }}{{ range.__globals__ is defined }}"),
            "FalseFalseFalse");
  EXPECT_THAT(render("{{ [].append(1) }}"), HasSubstr("is unsafe"));
  EXPECT_THAT(render("{{ {}.update({}) }}"), HasSubstr("is unsafe"));
}

TEST(JinjaTemplate, StopsAfterTooManySteps) {
  const RenderOptions options{.limits = {.max_steps = 10'000}};
  EXPECT_THAT(render("{% for i in range(100) %}{% for j in range(100) %}{% endfor %}{% endfor %}", options),
              HasSubstr("more than 10000 steps"));
  EXPECT_THAT(render("{% for i in range(99999) %}{% for j in range(99999) %}{% for k in range(99999) %}{% endfor %}"
                     "{% endfor %}{% endfor %}"),
              HasSubstr("steps"));
}

TEST(JinjaTemplate, StopsWhenValuesGrowTooLarge) {
  const RenderOptions options{.limits = {.max_bytes = 1 << 20}};
  EXPECT_THAT(render("{% set ns = namespace(s='ab') %}{% for i in range(99) %}{% set ns.s = ns.s ~ ns.s %}{% endfor %}",
                     options),
              HasSubstr("more than 1048576 bytes"));
  for (const char* source :
       {"{{ 'x' * 2000000 }}", "{{ ([1] * 2000000)|length }}", "{{ 'x'.center(2000000) }}",
        "{{ [1]|tojson(indent=2000000) }}", "{{ 'x'|indent(2000000) }}", "{{ '1'.zfill(2000000) }}",
        "{{ ('x' * 2000)|replace('x', 'y' * 2000) }}", "{{ [1]|batch(2000000, 0)|list }}",
        "{{ ('a,' * 400000).split(',')|length }}", "{{ 9 * ('x' * 999999) }}"}) {
    EXPECT_THAT(render(source, options), HasSubstr("bytes of values")) << source;
  }
}

TEST(JinjaTemplate, StopsWhenTheOutputGrowsTooLarge) {
  const RenderOptions options{.limits = {.max_output_bytes = 100}};
  EXPECT_EQ(render("{% for i in range(10) %}{{ text }}{% endfor %}", options).size(), 50u);
  EXPECT_THAT(render("{% for i in range(100) %}{{ text }}{% endfor %}", options), HasSubstr("more than 100 bytes"));
}

TEST(JinjaTemplate, StopsWhenValuesNestTooDeep) {
  const char* source = "{% set ns = namespace(l=[]) %}{% for i in range(99999) %}{% set ns.l = [ns.l] %}{% endfor %}";
  EXPECT_THAT(render(source), HasSubstr("values nested 101 deep, expected at most 100"));
  const char* loops =
      "{% set ns = namespace(l=1) %}{% for i in range(9999) %}{% for x in [ns.l] %}{% set ns.l = loop %}{% endfor %}"
      "{% endfor %}";
  EXPECT_THAT(render(loops), HasSubstr("deep, expected at most 100"));
  const char* methods =
      "{% set ns = namespace(l='a') %}{% for i in range(9999) %}{% set ns.l = [ns.l].index %}{% endfor %}";
  EXPECT_THAT(render(methods), HasSubstr("deep, expected at most 100"));
}

TEST(JinjaTemplate, StopsWhenCallsNestTooDeep) {
  EXPECT_THAT(render("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), HasSubstr("recurses more than"));
  EXPECT_THAT(render("{% for x in [1] recursive %}{{ loop([1]) }}{% endfor %}"), HasSubstr("recurses more than"));
  EXPECT_THAT(render("{{ 'a'|map(" + repeated("'map',", 10'000) + ")|list }}"), HasSubstr("recurses more than"));
  EXPECT_THAT(render("{{ " + repeated("1 + ", 100'000) + "1 }}"), HasSubstr("recurses more than"));
  EXPECT_THAT(render("{{ 1" + repeated("|abs", 100'000) + " }}"), HasSubstr("recurses more than"));
}

TEST(JinjaTemplate, RefusesSourceThatNestsTooDeep) {
  const std::pair<const char*, const char*> parts[] = {{"(", ")"},   {"[", "]"},  {"{1:", "}"},         {"- ", ""},
                                                       {"not ", ""}, {"f(", ")"}, {"1 if 1 else ", ""}, {"a[", "]"}};
  for (const auto& [open, close] : parts) {
    EXPECT_THAT(render("{{ " + repeated(open, 9'999) + "1" + repeated(close, 9'999) + " }}"), HasSubstr("levels deep"))
        << open;
  }
  EXPECT_THAT(render(repeated("{% if 1 %}", 100'000)), HasSubstr("levels deep"));
  EXPECT_THAT(render("{% set " + repeated("(", 9'999) + "a" + repeated(")", 9'999) + " = 1 %}"),
              HasSubstr("levels deep"));
}

TEST(JinjaTemplate, ANamespaceMayContainItself) {
  EXPECT_EQ(render("{% set ns = namespace() %}{% set ns.me = ns %}{{ ns.me.me is defined }}"), "True");
  EXPECT_THAT(render("{% set ns = namespace() %}{% set ns.me = ns %}{{ ns }}"), HasSubstr("contains itself"));
}

TEST(JinjaTemplate, ALoopMayOutliveItsFor) {
  EXPECT_EQ(
      render("{% set ns = namespace() %}{% for i in [1, 2] %}{% set ns.l = loop %}{% set x = loop.changed(loop) %}"
             "{% endfor %}{{ ns.l.length }}"),
      "2");
  EXPECT_THAT(
      render("{% set ns = namespace() %}{% for i in [1] recursive %}{% set ns.l = loop %}{% endfor %}{{ ns.l([1]) }}"),
      HasSubstr("not callable"));
}

TEST(JinjaTemplate, IntegersThatDoNotFitAreRefused) {
  for (const char* source : {"{{ 9223372036854775807 + 1 }}", "{{ 2 ** 64 }}", "{{ 99999999999999999999 }}",
                             "{{ -9223372036854775807 - 2 }}", "{{ 1e30|int }}", "{{ 4611686018427387904 * 2 }}"}) {
    EXPECT_THAT(render(source), HasSubstr("does not fit into 64 bits")) << source;
  }
}

TEST(JinjaTemplate, RepairsASourceThatIsNotUtf8) { EXPECT_EQ(render("a\xFF{{ 'b\xE2\x82' }}"), "a\uFFFDb\uFFFD"); }

}  // namespace
}  // namespace hearth::jinja
