#include "api/ollama/message.h"

#include "api/limits.h"
#include "api/members.h"
#include "base/base64.h"

namespace hearth::ollama {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

void read_function(api::Fields& fields, ToolCall& into) {
  fields.read("index", into.index);
  fields.read("name", into.name);
  fields.read_object("arguments", into.arguments);
}

}  // namespace

Json to_json(const ToolCall& call) {
  Json json = Json::object();
  api::add_nonempty(json, "id", call.id);
  json.set("function", Json::object({{"index", call.index}, {"name", call.name}, {"arguments", call.arguments}}));
  return json;
}

void read_tool_call(api::Fields& fields, ToolCall& into) {
  std::string type;
  fields.read("id", into.id);
  fields.read("type", type);  // what OpenAI's clients add, "function", says nothing
  fields.read_struct("function", "api.ToolCallFunction", into, read_function);
}

Json images_json(const std::vector<std::string>& images) {
  Json list = Json::array();
  for (const std::string& image : images) list.push_back(base64_encode(image));
  return list;
}

Json to_json(const Message& message) {
  Json json = Json::object({{"role", message.role}, {"content", message.content}});
  api::add_nonempty(json, "thinking", message.thinking);
  if (!message.images.empty()) json.set("images", images_json(message.images));
  api::add_list(json, "tool_calls", message.tool_calls);
  api::add_nonempty(json, "tool_name", message.tool_name);
  api::add_nonempty(json, "tool_call_id", message.tool_call_id);
  return json;
}

void read_message(api::Fields& fields, Message& into) {
  fields.read("role", into.role);
  for (char& c : into.role) c = lower(c);
  fields.read("content", into.content);
  fields.read("thinking", into.thinking);
  fields.read_base64("images", into.images, api::kMaxImages);
  fields.read_list("tool_calls", "api.ToolCall", into.tool_calls, api::kMaxToolCalls, read_tool_call);
  fields.read("tool_name", into.tool_name);
  fields.read("tool_call_id", into.tool_call_id);
}

}  // namespace hearth::ollama
