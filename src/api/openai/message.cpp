#include "api/openai/message.h"

#include <algorithm>
#include <map>
#include <utility>

#include "api/limits.h"
#include "base/text.h"

namespace hearth::openai {
namespace {

using api::Reader;

ollama::ToolCall read_call(const Json& json, std::string path, size_t index, api::ReadReport& report) {
  Reader reader(json, std::move(path), report);
  ollama::ToolCall call{.id = reader.required_text("id"), .index = static_cast<int64_t>(index)};
  reader.one_of("type", {"function"});
  reader.ignore("index", "calls are numbered by their order");
  if (const Json* inner = reader.object("function")) {
    Reader function(*inner, reader.path_to("function"), report);
    call.name = function.required_text("name");
    call.arguments = read_arguments(function, "arguments");
    function.finish();
  } else {
    reader.fail("function", "is required");
  }
  reader.finish();
  return call;
}

void read_calls(Reader& reader, ollama::Message& message) {
  const Json::Array* calls = reader.list("tool_calls", api::kMaxToolCalls);
  if (calls == nullptr) return;
  for (size_t i = 0; i < calls->size() && !reader.failed(); ++i) {
    const std::string path = api::item_path(reader.path_to("tool_calls"), i);
    message.tool_calls.push_back(read_call((*calls)[i], path, i, reader.report()));
  }
}

// What several servers call the thoughts that come with an answer, when a client sends them back.
void read_thinking(Reader& reader, ollama::Message& message) {
  message.thinking = reader.text("reasoning_content").value_or("");
  std::string other = reader.text("reasoning").value_or("");
  if (message.thinking.empty()) message.thinking = std::move(other);
}

ollama::Message read_message(const Json& json, std::string path, api::ReadReport& report) {
  Reader reader(json, std::move(path), report);
  ollama::Message message;
  const auto role = reader.one_of("role", {"developer", "system", "user", "assistant", "tool"});
  if (!role) reader.fail("role", "is required");
  message.role = role == "developer" ? "system" : role.value_or("");
  const bool has_content = reader.has("content");
  message.content = read_text_content(reader, "content", {"text"});
  if (role == "assistant") {
    read_thinking(reader, message);
    read_calls(reader, message);
    reader.refuse("function_call", "is not supported, use tool_calls");
    reader.refuse("audio", "is not supported");
    if (const auto refusal = reader.text("refusal"); refusal && !has_content) message.content = *refusal;
  } else if (!has_content) {
    reader.fail("content", "is required");
  }
  if (role == "tool") message.tool_call_id = reader.required_text("tool_call_id");
  if (role == "tool")
    message.tool_name = reader.text("name").value_or("");
  else
    reader.ignore("name", "templates have no place for it");
  reader.finish();
  return message;
}

}  // namespace

Json read_arguments(Reader& function, std::string_view name) {
  const std::string text = function.text(name).value_or("");
  if (text.empty()) return Json::object();
  Result<Json> parsed = Json::parse(text);
  if (parsed && parsed->if_object() != nullptr) return *std::move(parsed);
  function.fail(name, "expected a JSON object in a string");
  return Json::object();
}

std::string read_text_content(Reader& owner, std::string_view name,
                              std::initializer_list<std::string_view> text_types) {
  const Json* json = owner.take(name);
  if (json == nullptr) return {};
  if (const std::string* text = json->if_string()) return *text;
  const Json::Array* parts = json->if_array();
  if (parts == nullptr) {
    owner.fail(name, concat("expected a string or an array of parts, found ", api::type_name(*json)));
    return {};
  }
  if (owner.list(name, api::kMaxParts) == nullptr) return {};
  std::string all;
  for (size_t i = 0; i < parts->size() && !owner.failed(); ++i) {
    Reader part((*parts)[i], api::item_path(owner.path_to(name), i), owner.report());
    const std::string type = part.required_text("type");
    if (std::ranges::find(text_types, type) != text_types.end()) {
      const auto text = part.text("text");
      if (!text) part.fail("text", "is required");
      all += text.value_or("");
    } else if (type == "refusal") {
      all += part.text("refusal").value_or("");
    } else {
      part.fail("type", concat("content of type ", api::quoted_name(type), " is not supported, expected ",
                               api::quoted_name(*text_types.begin())));
    }
    part.ignore("annotations", "models see the text alone");
    part.ignore("logprobs", "models see the text alone");
    part.ignore("cache_control", "prefixes are always cached");
    part.finish();
  }
  return all;
}

void name_results(std::vector<ollama::Message>& messages) {
  std::map<std::string, std::string> names;  // by the call's id
  for (ollama::Message& message : messages) {
    for (const ollama::ToolCall& call : message.tool_calls) names[call.id] = call.name;
    if (!message.tool_name.empty() || message.tool_call_id.empty()) continue;
    const auto found = names.find(message.tool_call_id);
    if (found != names.end()) message.tool_name = found->second;
  }
}

void read_messages(Reader& body, std::vector<ollama::Message>& into) {
  const Json::Array* messages = body.required_list("messages", api::kMaxMessages);
  if (messages == nullptr) return;
  if (messages->empty()) return body.fail("messages", "expected at least one message");
  for (size_t i = 0; i < messages->size() && !body.failed(); ++i) {
    into.push_back(read_message((*messages)[i], api::item_path("messages", i), body.report()));
  }
  name_results(into);
}

}  // namespace hearth::openai
