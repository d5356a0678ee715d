// Qwen's coder models, and functionary from v3.1 on: a tag names the function, and in it are the arguments, as JSON or
// each in a tag of its own.
//
//   <tool_call><function=f><parameter=city>Paris</parameter></function></tool_call>     <function=f>{"city":
//   "Paris"}</function>
#include <algorithm>

#include "chat/output/format.h"

namespace hearth::chat {
namespace {

std::optional<ToolCall> of_head(std::string_view head) {
  head = trimmed(head);
  if (!head.ends_with('>') || head.find('>') + 1 != head.size()) return std::nullopt;
  return ToolCall{.name = std::string(trimmed(head.substr(0, head.size() - 1)))};
}

// A value is on lines of its own; only the line ends around it do not belong to it.
std::string_view without_line_ends(std::string_view value) {
  if (value.starts_with('\n')) value.remove_prefix(1);
  if (value.ends_with('\n')) value.remove_suffix(1);
  return value;
}

std::optional<Calls> of_text(std::string_view text) {
  constexpr std::string_view kParameter = "<parameter=", kEnd = "</parameter>";
  const size_t name_end = text.find('>');
  if (name_end == std::string_view::npos) return std::nullopt;
  ToolCall call{.name = std::string(trimmed(text.substr(0, name_end)))};
  text = trimmed(text.substr(name_end + 1));
  while (!text.empty()) {
    const size_t key_end = text.find('>');
    if (!text.starts_with(kParameter) || key_end == std::string_view::npos) return std::nullopt;
    const std::string_view key = trimmed(text.substr(kParameter.size(), key_end - kParameter.size()));
    text.remove_prefix(key_end + 1);
    // The closing tag may be forgotten before the next parameter.
    const size_t value_end = std::min({text.find(kEnd), text.find(kParameter), text.size()});
    call.arguments.set(key, std::string(without_line_ends(text.substr(0, value_end))));
    text.remove_prefix(value_end);
    if (text.starts_with(kEnd)) text.remove_prefix(kEnd.size());
    text = trimmed(text);
  }
  return call.name.empty() ? std::nullopt : std::optional(Calls{std::move(call)});
}

}  // namespace

ToolFormat function_tags_format() {
  ToolFormat format = json_format({.begins = {"<tool_call>", "<function="},
                                   .ends = {"</function>"},
                                   .dropped = {"</tool_call>"},
                                   .of_head = of_head,
                                   .of_text = of_text});
  format.arguments = ToolFormat::Arguments::kTexts;
  return format;
}

}  // namespace hearth::chat
