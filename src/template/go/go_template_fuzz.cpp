// Any bytes as a template: parsing, rendering and reading it must end, within the limits, without touching what is not
// theirs.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "template/go/ollama_types.h"
#include "template/go/template.h"

namespace hearth::go_template {
namespace {

Value make_data() {
  const Json tools = Json::parse(R"([{"type": "function", "function": {"name": "f", "parameters": {"type": "object",
      "required": ["a"], "properties": {"a": {"type": ["string", "null"], "enum": [1]}, "b": {}}}}}])")
                         .value();
  const Json plain = Json::parse(R"({"x": 1.5, "list": [1, "two", null, [3]], "on": true, "none": null})").value();
  const Value call_function =
      Value::structure(kToolCallFunction, {Value::integer(0), Value::string("f"), arguments_value(plain)});
  const Value calls = Value::slice(kToolCalls, {Value::structure(kToolCall, {Value::string("id"), call_function})});
  const Value message =
      Value::structure(kMessage, {Value::string("user"), Value::string(" Hi\n\u00e9 "), Value::string("hm"),
                                  Value::slice(kImages, {Value::bytes(kImage, "\x01\xff")}), calls, Value::string(""),
                                  Value::string("")});
  return Value::map(kAnyMap, {{"Messages", Value::slice(kMessages, {message, message})},
                              {"Tools", tools_value(tools)},
                              {"System", Value::string("Be kind.")},
                              {"Response", Value::string("R")},
                              {"Think", Value::boolean(true)},
                              {"n", Value::integer(3)},
                              {"any", Value::from_json(plain)}});
}

}  // namespace
}  // namespace hearth::go_template

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using hearth::go_template::RenderOptions;
  using hearth::go_template::Template;
  static const hearth::go_template::Value kData = hearth::go_template::make_data();
  const auto parsed = Template::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!parsed) return 0;
  const RenderOptions options{
      .limits = {.max_steps = 20'000, .max_bytes = 1 << 22, .max_output_bytes = 1 << 20, .max_recursion = 200},
      .now = 1'721'988'000};
  (void)parsed->render(kData, options);
  (void)parsed->cut_after_response().render(kData, options);
  (void)parsed->thinking_tags();
  (void)parsed->tool_call_prefix();
  return 0;
}
