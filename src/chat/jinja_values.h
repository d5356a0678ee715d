// Conversations as the chat templates of Hugging Face expect them: dicts with `role` and `content`, and where there
// are any `tool_calls` (id, type, function with name and arguments), `reasoning_content`, which some templates call
// `thinking`, and of a tool's result `tool_call_id` and `name`. A member that has nothing is left out, because
// templates ask whether it is there. Images are left out too.
#pragma once

#include <string_view>
#include <vector>

#include "base/json.h"
#include "chat/message.h"
#include "template/jinja/value.h"

namespace hearth::chat {

// In what templates differ. The documentation asks for an object, but some join the arguments as text.
enum class ArgumentsAs { kObject, kText };

// What a template's source tells about the messages it wants.
struct MessageStyle {
  bool none_for_empty = false;      // it asks whether a content is none: so it is beside calls, instead of ""
  bool nine_character_ids = false;  // it refuses ids of calls that have another length
  ArgumentsAs arguments = ArgumentsAs::kObject;
};

MessageStyle message_style(std::string_view jinja_source);

// Texts are made valid UTF-8. A number beyond 64 bits becomes a float.
jinja::Value json_value(const Json& json);

// A list of dicts. Calls without an id get one, and results without it the id of the first call of that name, or of
// any when they have no name, that has no result yet: Ollama's clients send neither, and templates want both.
jinja::Value messages_value(const std::vector<Message>& messages, const MessageStyle& style);

}  // namespace hearth::chat
