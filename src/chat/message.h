// Message: one turn of a conversation, as all of Hearth's interfaces hand it on.
#pragma once

#include <string>

namespace hearth::chat {

struct Message {
  std::string role;  // "system", "user", "assistant"; the model's template decides which it knows
  std::string content;
};

}  // namespace hearth::chat
