#include "api/anthropic/content.h"

#include <map>
#include <utility>

#include "api/limits.h"
#include "base/text.h"

namespace hearth::anthropic {
namespace {

using api::Reader;

// Reads the blocks of one content; `on_block` gets each with its type.
template <class OnBlock>
void each_block(Reader& owner, std::string_view name, Content& content, const OnBlock& on_block) {
  const Json::Array* blocks = owner.list(name, api::kMaxParts);
  if (blocks == nullptr) return;
  if (blocks->empty()) return owner.fail(name, "expected at least one block");
  for (size_t i = 0; i < blocks->size() && !owner.failed(); ++i) {
    Reader block((*blocks)[i], api::item_path(owner.path_to(name), i), owner.report());
    const std::string type = block.required_text("type");
    content.caches = block.object("cache_control") != nullptr || content.caches;
    on_block(block, type);
    block.finish();
  }
}

std::string block_text(Reader& block) {
  const auto text = block.text("text");
  if (!text) block.fail("text", "is required");
  block.ignore("citations", "models see the text alone");
  return text.value_or("");
}

void refuse_type(Reader& block, std::string_view type) {
  block.fail("type", concat("content of type ", api::quoted_name(type), " is not supported here"));
}

// A text, or blocks of text.
std::string read_text(Reader& owner, std::string_view name, Content& content) {
  const Json* json = owner.take(name);
  if (json == nullptr) return {};
  if (const std::string* text = json->if_string()) return *text;
  if (json->if_array() == nullptr) {
    owner.fail(name, concat("expected a string or an array of blocks, found ", api::type_name(*json)));
    return {};
  }
  std::string all;
  each_block(owner, name, content, [&](Reader& block, std::string_view type) {
    if (type != "text") return refuse_type(block, type);
    all += block_text(block);
  });
  return all;
}

ollama::ToolCall read_tool_use(Reader& block, size_t index) {
  ollama::ToolCall call{.id = block.required_text("id"), .index = static_cast<int64_t>(index)};
  call.name = block.required_text("name");
  if (const Json* input = block.object("input"))
    call.arguments = *input;
  else
    block.fail("input", "is required");
  return call;
}

ollama::Message read_tool_result(Reader& block, Content& content) {
  ollama::Message result{.role = "tool", .content = read_text(block, "content", content)};
  result.tool_call_id = block.required_text("tool_use_id");
  if (block.flag("is_error").value_or(false)) {
    block.report().warnings.add("is_error of a tool_result is ignored: models see its content alone");
  }
  return result;
}

void read_thinking(Reader& block, ollama::Message& message) {
  message.thinking += block.text("thinking").value_or("");
  block.text("signature");  // there is nothing to verify
}

void read_user(Reader& reader, Content& content) {
  ollama::Message message{.role = "user"};
  bool has_text = false;
  each_block(reader, "content", content, [&](Reader& block, std::string_view type) {
    if (type == "tool_result") {
      content.messages.push_back(read_tool_result(block, content));
    } else if (type == "text") {
      message.content += block_text(block);
      has_text = true;
    } else {
      refuse_type(block, type);
    }
  });
  if (has_text) content.messages.push_back(std::move(message));
}

void read_assistant(Reader& reader, Content& content) {
  ollama::Message message{.role = "assistant"};
  each_block(reader, "content", content, [&](Reader& block, std::string_view type) {
    if (type == "text")
      message.content += block_text(block);
    else if (type == "thinking")
      read_thinking(block, message);
    else if (type == "tool_use")
      message.tool_calls.push_back(read_tool_use(block, message.tool_calls.size()));
    else if (type == "redacted_thinking")
      block.ignore("data", "only its maker can read it");
    else
      refuse_type(block, type);
  });
  content.messages.push_back(std::move(message));
}

void read_message(const Json& json, size_t index, Content& content, api::ReadReport& report) {
  Reader reader(json, api::item_path("messages", index), report);
  const auto role = reader.one_of("role", {"user", "assistant"});
  if (!role) reader.fail("role", "is required");
  const Json* found = reader.take("content");
  if (found == nullptr)
    reader.fail("content", "is required");
  else if (const std::string* text = found->if_string())
    content.messages.push_back({.role = role.value_or(""), .content = *text});
  else if (found->if_array() == nullptr)
    reader.fail("content", concat("expected a string or an array of blocks, found ", api::type_name(*found)));
  else if (role == "user")
    read_user(reader, content);
  else
    read_assistant(reader, content);
  reader.finish();
}

// Results name the tool that they come from by the call's id alone; templates want its name.
void name_results(std::vector<ollama::Message>& messages) {
  std::map<std::string, std::string> names;
  for (ollama::Message& message : messages) {
    for (const ollama::ToolCall& call : message.tool_calls) names[call.id] = call.name;
    const auto found = names.find(message.tool_call_id);
    if (message.role == "tool" && found != names.end()) message.tool_name = found->second;
  }
}

}  // namespace

void read_content(Reader& body, Content& into) {
  std::string system = read_text(body, "system", into);
  if (!system.empty()) into.messages.push_back({.role = "system", .content = std::move(system)});
  const Json::Array* messages = body.required_list("messages", api::kMaxMessages);
  if (messages == nullptr) return;
  if (messages->empty()) return body.fail("messages", "expected at least one message");
  for (size_t i = 0; i < messages->size() && !body.failed(); ++i) {
    read_message((*messages)[i], i, into, body.report());
  }
  name_results(into.messages);
}

}  // namespace hearth::anthropic
