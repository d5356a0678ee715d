#include "chat/output/calls.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/result.h"

namespace hearth::chat {
namespace {

const Json* find_any(const Json& object, std::initializer_list<std::string_view> keys) {
  for (const std::string_view key : keys) {
    if (const Json* found = object.find(key)) return found;
  }
  return nullptr;
}

std::optional<ToolCall> call_of(const Json& json) {
  if (json.if_object() == nullptr) return std::nullopt;
  const Json* function = json.find("function");
  if (function != nullptr && function->if_object() != nullptr) {
    std::optional<ToolCall> inner = call_of(*function);
    const Json* id = json.find("id");
    if (inner && id != nullptr && id->if_string() != nullptr) inner->id = *id->if_string();
    return inner;
  }
  const Json* name = find_any(json, {"name", "tool_name", "function"});
  if (name == nullptr || name->if_string() == nullptr || name->if_string()->empty()) return std::nullopt;
  ToolCall call{.name = *name->if_string()};
  const Json* id = json.find("id");
  if (id != nullptr && id->if_string() != nullptr) call.id = *id->if_string();
  const Json* arguments = find_any(json, {"arguments", "parameters", "args"});
  if (arguments == nullptr || arguments->is_null()) return call;
  if (const std::string* text = arguments->if_string()) {
    const std::optional<Json> parsed = arguments_of(*text);
    if (!parsed) return std::nullopt;
    call.arguments = *parsed;
    return call;
  }
  if (arguments->if_object() == nullptr) return std::nullopt;
  call.arguments = *arguments;
  return call;
}

}  // namespace

std::optional<Calls> calls_of(const Json& json) {
  Calls calls;
  const Json::Array* list = json.if_array();
  if (list == nullptr) {
    std::optional<ToolCall> one = call_of(json);
    if (!one) return std::nullopt;
    calls.push_back(*std::move(one));
    return calls;
  }
  for (const Json& item : *list) {
    std::optional<ToolCall> one = call_of(item);
    if (!one) return std::nullopt;
    calls.push_back(*std::move(one));
  }
  return calls.empty() ? std::nullopt : std::optional(std::move(calls));
}

std::optional<Json> arguments_of(std::string_view json) {
  Result<Json> parsed = Json::parse(json);
  if (!parsed || parsed->if_object() == nullptr) return std::nullopt;
  return *std::move(parsed);
}

}  // namespace hearth::chat
