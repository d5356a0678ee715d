// Command-R and R+: "Action:" and a list in a code block. The tool directly_answer stands for none.
#include "chat/output/format.h"

namespace hearth::chat {

ToolFormat command_r_format() {
  return json_format({.begins = {"Action:"}, .between = {"```json", "```"}, .no_tool = "directly_answer"});
}

}  // namespace hearth::chat
