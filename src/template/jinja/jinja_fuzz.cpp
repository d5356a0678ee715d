// Any bytes as a template: parsing and rendering must end, within the limits, without touching what is not theirs.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "base/utf8.h"
#include "template/jinja/template.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using hearth::jinja::Template;
  using hearth::jinja::Value;
  const auto parsed = Template::parse(std::string_view(reinterpret_cast<const char*>(data), size));
  if (!parsed) return 0;
  const Value message = Value::dict({{Value::string("role"), Value::string("user")},
                                     {Value::string("content"), Value::string(" Hi\n\u00e9<think>x</think> ")}});
  const Template::Globals globals = {{"messages", Value::list({message, message})},
                                     {"tools", Value::none()},
                                     {"bos_token", Value::string("<s>")},
                                     {"n", Value::integer(3)},
                                     {"x", Value::number(1.5)},
                                     {"add_generation_prompt", Value::boolean(true)}};
  const auto text = parsed->render(globals, {.limits = {.max_steps = 20'000,
                                                        .max_bytes = 1 << 22,
                                                        .max_output_bytes = 1 << 20,
                                                        .max_value_depth = 50,
                                                        .max_recursion = 200},
                                             .now = 1'721'988'000});
  if (text && !hearth::utf8::is_valid(*text)) std::abort();
  return 0;
}
