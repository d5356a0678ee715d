#include "api/openai/input_items.h"

#include <utility>

#include "api/limits.h"
#include "api/openai/message.h"
#include "base/text.h"

namespace hearth::openai {
namespace {

using api::Reader;

// The assistant's message that goes on: a new one after anybody else's.
ollama::Message& assistant(std::vector<ollama::Message>& messages) {
  if (messages.empty() || messages.back().role != "assistant") messages.push_back({.role = "assistant"});
  return messages.back();
}

void read_message(Reader& item, std::vector<ollama::Message>& into) {
  const auto role = item.one_of("role", {"developer", "system", "user", "assistant"});
  if (!role) item.fail("role", "is required");
  if (!item.has("content")) item.fail("content", "is required");
  std::string text = read_text_content(item, "content", {"input_text", "output_text", "text"});
  item.text("phase");  // of the assistant's own messages: a comment on the work or the answer
  if (role != "assistant")
    into.push_back({.role = role == "developer" ? "system" : role.value_or(""), .content = std::move(text)});
  else
    assistant(into).content += text;
}

void read_call(Reader& item, std::vector<ollama::Message>& into) {
  std::vector<ollama::ToolCall>& calls = assistant(into).tool_calls;
  ollama::ToolCall call{.id = item.required_text("call_id"), .index = static_cast<int64_t>(calls.size())};
  call.name = item.required_text("name");
  call.arguments = read_arguments(item, "arguments");
  calls.push_back(std::move(call));
}

void read_call_output(Reader& item, std::vector<ollama::Message>& into) {
  if (!item.has("output")) item.fail("output", "is required");
  ollama::Message result{.role = "tool", .content = read_text_content(item, "output", {"input_text", "output_text"})};
  result.tool_call_id = item.required_text("call_id");
  into.push_back(std::move(result));
}

// Thoughts of another server, of which only the summary may be readable.
void read_reasoning(Reader& item, std::vector<ollama::Message>& into) {
  std::string thoughts = read_text_content(item, "content", {"reasoning_text"});
  std::string summary = read_text_content(item, "summary", {"summary_text"});
  assistant(into).thinking += thoughts.empty() ? summary : thoughts;
  item.ignore("encrypted_content", "only its maker can read it");
}

void read_item(const Json& json, size_t index, std::vector<ollama::Message>& into, api::ReadReport& report) {
  Reader item(json, api::item_path("input", index), report);
  const std::string type = item.text("type").value_or("message");
  item.text("id");
  item.text("status");
  if (type == "message")
    read_message(item, into);
  else if (type == "function_call")
    read_call(item, into);
  else if (type == "function_call_output")
    read_call_output(item, into);
  else if (type == "reasoning")
    read_reasoning(item, into);
  else
    item.fail("type", concat("items of type ", api::quoted_name(type), " are not supported"));
  item.finish();
}

}  // namespace

void read_input(Reader& body, std::vector<ollama::Message>& into) {
  const Json* json = body.take("input");
  if (json == nullptr) return body.fail("input", "is required");
  if (const std::string* text = json->if_string()) return into.push_back({.role = "user", .content = *text});
  if (json->if_array() == nullptr) {
    return body.fail("input", concat("expected a string or an array of items, found ", api::type_name(*json)));
  }
  const Json::Array* items = body.list("input", api::kMaxMessages);
  if (items == nullptr) return;
  if (items->empty()) return body.fail("input", "expected at least one item");
  for (size_t i = 0; i < items->size() && !body.failed(); ++i) read_item((*items)[i], i, into, body.report());
  name_results(into);
}

}  // namespace hearth::openai
