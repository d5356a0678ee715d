// Command-R7B and A: a list between action tokens, and the answer between response tokens.
#include "chat/output/format.h"

namespace hearth::chat {

ToolFormat command_r_action_format() {
  return json_format({.begins = {"<|START_ACTION|>"},
                      .ends = {"<|END_ACTION|>"},
                      .dropped = {"<|START_RESPONSE|>", "<|END_RESPONSE|>"}});
}

}  // namespace hearth::chat
