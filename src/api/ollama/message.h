// Message: one turn of a chat: what was said, thought, shown and called.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/fields.h"
#include "base/json.h"

namespace hearth::ollama {

struct ToolCall {
  std::string id{};
  int64_t index = 0;  // among the calls of one answer
  std::string name{};
  Json arguments = Json::object();
  bool operator==(const ToolCall&) const = default;
};

Json to_json(const ToolCall& call);
void read_tool_call(api::Fields& fields, ToolCall& into);

struct Message {
  std::string role{};  // lower case
  std::string content{};
  std::string thinking{};
  std::vector<std::string> images{};  // the bytes of image or audio files
  std::vector<ToolCall> tool_calls{};
  std::string tool_name{};     // role "tool": whose result `content` is
  std::string tool_call_id{};  // role "tool": which call's
  bool operator==(const Message&) const = default;
};

// An array of base64 texts.
Json images_json(const std::vector<std::string>& images);

// Everything that is empty is left out but role and content.
Json to_json(const Message& message);
void read_message(api::Fields& fields, Message& into);

}  // namespace hearth::ollama
