// Message, ToolCall and Conversation: what is said, as all of Hearth's interfaces hand it on.
#pragma once

#include <string>
#include <vector>

#include "base/json.h"

namespace hearth::chat {

// A function that the model asked to be called.
struct ToolCall {
  std::string id = {};
  int index = 0;  // among the calls of its message
  std::string name = {};
  Json arguments = Json::object();
  bool operator==(const ToolCall&) const = default;
};

// One turn of a conversation.
struct Message {
  std::string role;  // "system", "user", "assistant", "tool"; the model's template decides which it knows
  std::string content;
  std::string thinking = {};             // what the assistant thought before it said the content
  std::vector<std::string> images = {};  // their files' bytes
  std::vector<ToolCall> tool_calls = {};
  std::string tool_name = {};     // whose result the content is
  std::string tool_call_id = {};  // and of which call
};

// Whether the model is to think before it answers.
struct Thinking {
  bool is_set = false;  // false: nobody said, and the template decides
  bool is_on = false;
  std::string level = {};  // "low", "medium", "high"; empty when none was named
};

// All that a prompt is made of: messages, or a text with a gap to be filled.
struct Conversation {
  std::vector<Message> messages = {};
  Json tools = {};          // an array as requests have it; null when there are none
  std::string prompt = {};  // what is before the gap
  std::string suffix = {};  // what is behind the gap; with both, the messages are not looked at
  Thinking thinking = {};
};

}  // namespace hearth::chat
