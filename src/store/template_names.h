// Recognises the chat template of a model file by what stands in it: its name, its stop strings, and the formats of
// tool calls and thinking. Templates vary in wording from release to release but not in their special tokens, so these
// are what is looked for (template_names.def).
#pragma once

#include <span>
#include <string_view>

namespace hearth::store {

struct ThinkingTags {
  std::string_view open, close;  // empty when the model does not think aloud
};

struct TemplateTraits {
  std::string_view name;                    // "chatml"; empty when it is none that Ollama has a name for
  std::span<const std::string_view> stops;  // texts that end an answer; empty with the name
  std::string_view tools;                   // the format of calls, as chat/formats/formats.def names it; may be empty
  ThinkingTags thinking;
};

// Of a template in Jinja or Go. The views last as long as the program.
TemplateTraits recognise_template(std::string_view jinja);

}  // namespace hearth::store
