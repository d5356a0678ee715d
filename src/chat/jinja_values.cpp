#include "chat/jinja_values.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::chat {
namespace {

using jinja::Value;

constexpr size_t kShortId = 9;

Value text_value(std::string_view text) { return Value::string(utf8::make_valid(text)); }

bool is_ascii_alnum(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

// The last nine letters and digits, with zeros in front when there are fewer.
std::string short_id(std::string_view id) {
  std::string out;
  std::ranges::copy_if(id, std::back_inserter(out), is_ascii_alnum);
  if (out.size() > kShortId) return out.substr(out.size() - kShortId);
  return std::string(kShortId - out.size(), '0') + out;
}

// Whether `content is none`, in any of the ways to write it, occurs.
bool asks_whether_content_is_none(std::string_view source) {
  constexpr std::string_view kContent = "content";
  for (size_t at = source.find(kContent); at != std::string_view::npos; at = source.find(kContent, at + 1)) {
    std::string_view rest = source.substr(at + kContent.size());
    if (rest.starts_with("']") || rest.starts_with("\"]")) rest.remove_prefix(2);
    if (!rest.starts_with(" is ")) continue;
    rest.remove_prefix(4);
    if (rest.starts_with("not ")) rest.remove_prefix(4);
    if (rest.starts_with("none") || rest.starts_with("None")) return true;
  }
  return false;
}

// Calls that wait for their result, in the order in which they were made.
class OpenCalls {
 public:
  // Gives each call an id.
  void add(std::vector<ToolCall>& calls) {
    for (ToolCall& call : calls) {
      ++n_calls_;
      if (call.id.empty()) call.id = short_id(concat("call", n_calls_));
      open_.push_back({call.id, call.name});
    }
  }

  // Gives a result the id and the name of its call, where it lacks them.
  void close(Message& result) {
    const auto belongs = [&](const Call& call) {
      if (!result.tool_call_id.empty()) return call.id == result.tool_call_id;
      return result.tool_name.empty() || call.name == result.tool_name;
    };
    const auto found = std::ranges::find_if(open_, belongs);
    if (found == open_.end()) return;
    result.tool_call_id = found->id;
    if (result.tool_name.empty()) result.tool_name = found->name;
    open_.erase(found);
  }

 private:
  struct Call {
    std::string id, name;
  };
  std::vector<Call> open_;
  size_t n_calls_ = 0;
};

std::vector<Message> with_ids(std::vector<Message> messages) {
  OpenCalls calls;
  for (Message& message : messages) {
    calls.add(message.tool_calls);
    if (message.role == "tool") calls.close(message);
  }
  return messages;
}

Value id_value(const std::string& id, const MessageStyle& style) {
  const bool is_right = !style.nine_character_ids || (id.size() == kShortId && std::ranges::all_of(id, is_ascii_alnum));
  return text_value(is_right ? id : short_id(id));
}

Value call_value(const ToolCall& call, const MessageStyle& style) {
  Value arguments =
      style.arguments == ArgumentsAs::kObject ? json_value(call.arguments) : text_value(call.arguments.dump());
  Value function =
      Value::dict({{text_value("name"), text_value(call.name)}, {text_value("arguments"), std::move(arguments)}});
  return Value::dict({{text_value("id"), id_value(call.id, style)},
                      {text_value("type"), text_value("function")},
                      {text_value("function"), std::move(function)}});
}

Value message_value(const Message& message, const MessageStyle& style) {
  Value::Entries entries = {{text_value("role"), text_value(message.role)}};
  const auto add = [&](const char* name, Value value) { entries.emplace_back(text_value(name), std::move(value)); };
  const bool is_none = style.none_for_empty && message.content.empty() && !message.tool_calls.empty();
  add("content", is_none ? Value::none() : text_value(message.content));
  if (!message.thinking.empty()) {
    add("reasoning_content", text_value(message.thinking));
    add("thinking", text_value(message.thinking));
  }
  if (!message.tool_calls.empty()) {
    Value::Items calls;
    for (const ToolCall& call : message.tool_calls) calls.push_back(call_value(call, style));
    add("tool_calls", Value::list(std::move(calls)));
  }
  if (!message.tool_call_id.empty()) add("tool_call_id", id_value(message.tool_call_id, style));
  if (!message.tool_name.empty()) add("name", text_value(message.tool_name));
  return Value::dict(std::move(entries));
}

}  // namespace

MessageStyle message_style(std::string_view jinja_source) {
  return {.none_for_empty = asks_whether_content_is_none(jinja_source),
          .nine_character_ids = jinja_source.contains("id|length != 9") || jinja_source.contains("id | length != 9")};
}

Value json_value(const Json& json) {
  if (const bool* boolean = json.if_bool()) return Value::boolean(*boolean);
  if (const int64_t* integer = json.if_int64()) return Value::integer(*integer);
  if (const uint64_t* integer = json.if_uint64()) return Value::number(static_cast<double>(*integer));
  if (const double* real = json.if_double()) return Value::number(*real);
  if (const std::string* text = json.if_string()) return text_value(*text);
  if (const Json::Array* array = json.if_array()) {
    Value::Items items;
    for (const Json& item : *array) items.push_back(json_value(item));
    return Value::list(std::move(items));
  }
  if (const Json::Object* object = json.if_object()) {
    Value::Entries entries;
    for (const auto& [key, value] : *object) entries.emplace_back(text_value(key), json_value(value));
    return Value::dict(std::move(entries));
  }
  return Value::none();
}

Value messages_value(const std::vector<Message>& messages, const MessageStyle& style) {
  Value::Items items;
  for (const Message& message : with_ids(messages)) items.push_back(message_value(message, style));
  return Value::list(std::move(items));
}

}  // namespace hearth::chat
