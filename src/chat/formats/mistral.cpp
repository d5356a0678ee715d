// Mistral: a token and a list of calls; in newer models the token, a name, [CALL_ID] and an id, [ARGS] and the
// arguments.
#include "chat/output/format.h"

namespace hearth::chat {
namespace {

std::optional<ToolCall> of_head(std::string_view head) {
  constexpr std::string_view kId = "[CALL_ID]", kArguments = "[ARGS]";
  head = trimmed(head);
  if (head.ends_with(kArguments)) head.remove_suffix(kArguments.size());
  const size_t id = head.find(kId);
  ToolCall call{.name = std::string(trimmed(head.substr(0, id)))};
  if (id != std::string_view::npos) call.id = trimmed(head.substr(id + kId.size()));
  if (call.name.empty() || call.name.find_first_of(" []\n") != std::string::npos) return std::nullopt;
  return call;
}

}  // namespace

ToolFormat mistral_format() {
  ToolFormat format = json_format({.begins = {"[TOOL_CALLS]"}, .of_head = of_head});
  format.tokens.insert(format.tokens.end(), {"[CALL_ID]", "[ARGS]"});
  return format;
}

}  // namespace hearth::chat
