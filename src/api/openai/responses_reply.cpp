#include "api/openai/responses_reply.h"

#include <utility>

#include "api/members.h"
#include "api/openai/sampling.h"

namespace hearth::openai {
namespace {

std::string_view name(ItemStatus status) {
  constexpr std::string_view kNames[] = {"in_progress", "completed", "incomplete"};
  return kNames[static_cast<size_t>(status)];
}

std::string_view name(Response::Status status) {
  constexpr std::string_view kNames[] = {"in_progress", "completed", "incomplete", "failed"};
  return kNames[static_cast<size_t>(status)];
}

Json logprob_list(const std::vector<Logprob>& entries) {
  const Json json = logprobs_json(entries);
  const Json* content = json.find("content");
  return content == nullptr ? Json::array() : *content;
}

Json part_json(const OutputItem& item) {
  if (item.kind == OutputItem::Kind::kReasoning) {
    return Json::object({{"type", "reasoning_text"}, {"text", item.text}});
  }
  return Json::object({{"type", "output_text"},
                       {"text", item.text},
                       {"annotations", Json::array()},
                       {"logprobs", logprob_list(item.logprobs)}});
}

Json usage_json(const Usage& usage) {
  return Json::object(
      {{"input_tokens", usage.prompt_tokens},
       {"input_tokens_details", Json::object({{"cached_tokens", usage.cached_tokens}, {"cache_write_tokens", 0}})},
       {"output_tokens", usage.completion_tokens},
       {"output_tokens_details", Json::object({{"reasoning_tokens", usage.reasoning_tokens}})},
       {"total_tokens", usage.prompt_tokens + usage.completion_tokens}});
}

Json choice_json(const api::ToolChoice& choice) {
  switch (choice.kind) {
    case api::ToolChoice::Kind::kAuto:
      return "auto";
    case api::ToolChoice::Kind::kNone:
      return "none";
    case api::ToolChoice::Kind::kRequired:
      return "required";
    case api::ToolChoice::Kind::kNamed:
      return Json::object({{"type", "function"}, {"name", choice.name}});
  }
  return {};
}

// As /v1/responses describes functions: flat.
Json tools_json(const std::vector<Json>& tools) {
  Json list = Json::array();
  for (const Json& tool : tools) {
    const Json& function = *tool.find("function");
    Json flat = Json::object({{"type", "function"}, {"strict", false}, {"parameters", nullptr}});
    for (const auto& [key, value] : *function.if_object()) flat.set(key, value);
    list.push_back(std::move(flat));
  }
  return list;
}

Json format_json(const ollama::Format& format) {
  switch (format.kind) {
    case ollama::Format::Kind::kNone:
      return Json::object({{"type", "text"}});
    case ollama::Format::Kind::kJson:
      return Json::object({{"type", "json_object"}});
    case ollama::Format::Kind::kSchema:
      return Json::object({{"type", "json_schema"}, {"name", "schema"}, {"strict", true}, {"schema", format.schema}});
  }
  return {};
}

void add_echo(Json& json, const ResponsesRequest& request) {
  const api::Options options = api::merge(request.options, default_options());
  json.set("instructions", request.instructions.empty() ? Json() : Json(request.instructions));
  json.set("max_output_tokens", options.num_predict ? Json(*options.num_predict) : Json());
  json.set("metadata", request.metadata);
  json.set("parallel_tool_calls", request.tool_choice.parallel);
  json.set("previous_response_id", nullptr);
  json.set("store", false);
  json.set("temperature", *options.temperature);
  json.set("text", Json::object({{"format", format_json(request.format)}}));
  json.set("tool_choice", choice_json(request.tool_choice));
  json.set("tools", tools_json(request.tools));
  json.set("top_p", *options.top_p);
  json.set("truncation", "disabled");
}

}  // namespace

Json to_json(const OutputItem& item) {
  const bool has_begun_only = item.status == ItemStatus::kInProgress;
  Json content = Json::array();
  if (!has_begun_only) content.push_back(part_json(item));
  switch (item.kind) {
    case OutputItem::Kind::kReasoning:
      return Json::object({{"id", item.id},
                           {"type", "reasoning"},
                           {"summary", Json::array()},
                           {"content", std::move(content)},
                           {"status", name(item.status)}});
    case OutputItem::Kind::kMessage:
      return Json::object({{"id", item.id},
                           {"type", "message"},
                           {"status", name(item.status)},
                           {"role", "assistant"},
                           {"content", std::move(content)}});
    case OutputItem::Kind::kFunctionCall:
      return Json::object({{"id", item.id},
                           {"type", "function_call"},
                           {"status", name(item.status)},
                           {"call_id", item.call.id},
                           {"name", item.call.name},
                           {"arguments", has_begun_only ? std::string() : item.call.arguments.dump()}});
  }
  return {};
}

Json to_json(const Response& response, const ResponsesRequest& request) {
  const bool failed = response.status == Response::Status::kFailed;
  const bool cut = response.status == Response::Status::kIncomplete;
  Json json =
      Json::object({{"id", response.id},
                    {"object", "response"},
                    {"created_at", response.created},
                    {"status", name(response.status)},
                    {"background", false},
                    {"error", failed ? Json::object({{"code", "server_error"}, {"message", response.error}}) : Json()},
                    {"incomplete_details", cut ? Json::object({{"reason", "max_output_tokens"}}) : Json()},
                    {"model", request.model},
                    {"output", api::list_json(response.output)}});
  add_echo(json, request);
  json.set("usage", response.status == Response::Status::kInProgress ? Json() : usage_json(response.usage));
  api::add_nonempty(json, "warnings", response.warnings);
  return json;
}

Json ResponseEvents::event(std::string_view type, Json::Object members) {
  Json json = Json::object({{"type", type}, {"sequence_number", n_events_++}});
  for (Json::Member& member : members) json.set(member.key, std::move(member.value));
  return json;
}

Json ResponseEvents::response(std::string_view type, const Response& response, const ResponsesRequest& request) {
  return event(type, {{"response", to_json(response, request)}});
}

Json ResponseEvents::item(std::string_view type, const OutputItem& item, int64_t output_index) {
  return event(type, {{"output_index", output_index}, {"item", to_json(item)}});
}

Json ResponseEvents::part(std::string_view type, const OutputItem& item, int64_t output_index) {
  return event(type,
               {{"item_id", item.id}, {"output_index", output_index}, {"content_index", 0}, {"part", part_json(item)}});
}

Json ResponseEvents::delta(const OutputItem& part, int64_t output_index) {
  Json::Object members = {{"item_id", part.id}, {"output_index", output_index}};
  switch (part.kind) {
    case OutputItem::Kind::kReasoning:
      members.push_back({"content_index", 0});
      members.push_back({"delta", part.text});
      return event("response.reasoning_text.delta", std::move(members));
    case OutputItem::Kind::kMessage:
      members.push_back({"content_index", 0});
      members.push_back({"delta", part.text});
      members.push_back({"logprobs", logprob_list(part.logprobs)});
      return event("response.output_text.delta", std::move(members));
    case OutputItem::Kind::kFunctionCall:
      members.push_back({"delta", part.call.arguments.dump()});
      return event("response.function_call_arguments.delta", std::move(members));
  }
  return {};
}

Json ResponseEvents::done(const OutputItem& item, int64_t output_index) {
  Json::Object members = {{"item_id", item.id}, {"output_index", output_index}};
  switch (item.kind) {
    case OutputItem::Kind::kReasoning:
      members.push_back({"content_index", 0});
      members.push_back({"text", item.text});
      return event("response.reasoning_text.done", std::move(members));
    case OutputItem::Kind::kMessage:
      members.push_back({"content_index", 0});
      members.push_back({"text", item.text});
      members.push_back({"logprobs", logprob_list(item.logprobs)});
      return event("response.output_text.done", std::move(members));
    case OutputItem::Kind::kFunctionCall:
      members.push_back({"name", item.call.name});
      members.push_back({"arguments", item.call.arguments.dump()});
      return event("response.function_call_arguments.done", std::move(members));
  }
  return {};
}

}  // namespace hearth::openai
