// Granite and Phi-4-mini: a token and a list of calls.
#include "chat/output/format.h"

namespace hearth::chat {

ToolFormat tool_call_token_format() { return json_format({.begins = {"<|tool_call|>"}, .ends = {"<|/tool_call|>"}}); }

}  // namespace hearth::chat
