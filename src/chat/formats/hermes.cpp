// Hermes and Qwen: JSON between <tool_call> and </tool_call>, as often as there are calls.
#include "chat/output/format.h"

namespace hearth::chat {

ToolFormat hermes_format() { return json_format({.begins = {"<tool_call>"}, .ends = {"</tool_call>"}}); }

}  // namespace hearth::chat
