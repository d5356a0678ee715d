// Llama 3: the whole output is the JSON of a call, or several with semicolons between; or a token and then that, or a
// call in Python of one of the model's own tools.
#include "chat/output/format.h"

namespace hearth::chat {

ToolFormat llama3_format() {
  return json_format({.begins = {"<|python_tag|>"}, .bare = true, .of_text = python_calls});
}

}  // namespace hearth::chat
