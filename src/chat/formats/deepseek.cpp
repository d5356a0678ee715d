// DeepSeek V3 and R1: between the tokens of a call "function", a separator, the name and a code block; from V3.1 on the
// name, the separator and the arguments. Some files write the tokens in ASCII.
#include "chat/output/format.h"

namespace hearth::chat {
namespace {

constexpr std::string_view kSeparators[] = {"<\uFF5Ctool\u2581sep\uFF5C>", "<|tool_sep|>"};
constexpr std::string_view kBegins[] = {"<\uFF5Ctool\u2581call\u2581begin\uFF5C>", "<|tool_call_begin|>"};

std::optional<ToolCall> of_head(std::string_view head) {
  head = trimmed(head);
  for (const std::string_view begin : kBegins) {
    if (head.starts_with(begin)) head.remove_prefix(begin.size());
  }
  for (const std::string_view separator : kSeparators) {
    const size_t at = head.find(separator);
    if (at == std::string_view::npos) continue;
    const std::string_view behind = trimmed(head.substr(at + separator.size()));
    return ToolCall{.name = std::string(behind.empty() ? trimmed(head.substr(0, at)) : behind)};
  }
  return std::nullopt;
}

}  // namespace

ToolFormat deepseek_format() {
  ToolFormat format =
      json_format({.begins = {"<\uFF5Ctool\u2581calls\u2581begin\uFF5C>", "<|tool_calls_begin|>"},
                   .ends = {"<\uFF5Ctool\u2581calls\u2581end\uFF5C>", "<|tool_calls_end|>"},
                   .between = {"```json", "```", "<\uFF5Ctool\u2581call\u2581end\uFF5C>", "<|tool_call_end|>"},
                   .of_head = of_head});
  for (const auto& tokens : {kSeparators, kBegins}) format.tokens.insert(format.tokens.end(), tokens, tokens + 2);
  return format;
}

}  // namespace hearth::chat
