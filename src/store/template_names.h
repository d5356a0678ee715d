// Recognises the chat template of a model file by what stands in it: its name, its stop strings, and the formats of
// tool calls and thinking. Templates vary in wording from release to release but not in their special tokens, so these
// are what is looked for (template_names.def).
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace hearth::store {

enum class ToolFormat : uint8_t {
  kNone,            // the template knows no tools, or their format is not known
  kCommandR,        // Action: and a JSON list in a code block
  kCommandRAction,  // a JSON list between <|START_ACTION|> and <|END_ACTION|>
  kDeepSeek,        // a name and JSON in a code block, between tool call tokens
  kHarmony,         // a message to a recipient in a channel, ended by <|call|>
  kHermes,          // a JSON object between <tool_call> and </tool_call>
  kLlama3,          // the whole answer is a JSON object
  kMistral,         // a JSON list behind [TOOL_CALLS]
  kQwenCoder,       // <function=name> with <parameter=name> in it, between <tool_call> and </tool_call>
  kToolCallToken,   // a JSON list behind <|tool_call|>
};

struct ThinkingTags {
  std::string_view open, close;  // empty when the model does not think aloud
};

struct TemplateTraits {
  std::string_view name;                    // "chatml"; empty when it is none that Ollama has a name for
  std::span<const std::string_view> stops;  // texts that end an answer; empty with the name
  ToolFormat tools = ToolFormat::kNone;
  ThinkingTags thinking;
};

// Of a template in Jinja. The views last as long as the program.
TemplateTraits recognise_template(std::string_view jinja);

}  // namespace hearth::store
