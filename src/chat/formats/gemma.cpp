// Gemma: calls in Python or JSON in a code block named tool_code.
#include "chat/output/format.h"

namespace hearth::chat {

ToolFormat gemma_format() {
  return json_format({.begins = {"```tool_code"}, .ends = {"```"}, .of_text = python_calls});
}

}  // namespace hearth::chat
