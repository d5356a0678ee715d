#include "api/openai/chat.h"

#include <limits>
#include <utility>

#include "api/members.h"
#include "api/openai/message.h"
#include "api/openai/reasoning.h"
#include "api/openai/response_format.h"
#include "api/openai/sampling.h"
#include "api/openai/tools.h"
#include "base/text.h"

namespace hearth::openai {
namespace {

using api::Reader;

void read_limits(Reader& body, ChatRequest& request) {
  constexpr int64_t kMost = std::numeric_limits<int32_t>::max();
  const auto old_name = body.integer("max_tokens", 1, kMost), name = body.integer("max_completion_tokens", 1, kMost);
  if (old_name && name && *old_name != *name) {
    body.report().warnings.add("field max_tokens is ignored: there is max_completion_tokens");
  }
  if (name || old_name) request.options.num_predict = name ? name : old_name;
  request.n = body.integer("n", 1, 128).value_or(1);
}

void read_logprobs(Reader& body, ChatRequest& request) {
  const bool wanted = body.flag("logprobs").value_or(false);
  const auto n_others = body.integer("top_logprobs", 0, 20);
  if (n_others && !wanted) body.fail("top_logprobs", "needs logprobs to be true");
  if (wanted) request.n_logprobs = n_others.value_or(0);
}

// What OpenAI has and Hearth has not, and an answer would not be the same without.
void refuse_unsupported(Reader& body) {
  body.refuse("functions", "is not supported, use tools");
  body.refuse("function_call", "is not supported, use tool_choice");
  body.refuse("audio", "is not supported");
  body.refuse("web_search_options", "is not supported");
  if (const Json::Array* kinds = body.list("modalities", 8)) {
    for (const Json& kind : *kinds) {
      if (kind != Json("text")) body.fail("modalities", R"(only "text" is supported)");
    }
  }
  const auto verbosity = body.one_of("verbosity", {"low", "medium", "high"});
  if (verbosity && verbosity != "medium") body.fail("verbosity", "is not supported");
  body.ignore("prediction", "it would only make the answer faster");
}

Json message_json(const ChatChoice& choice) {
  const bool only_calls = choice.content.empty() && !choice.tool_calls.empty();
  Json json = Json::object(
      {{"role", "assistant"}, {"content", only_calls ? Json() : Json(choice.content)}, {"refusal", nullptr}});
  api::add_nonempty(json, "reasoning_content", choice.reasoning);
  if (choice.tool_calls.empty()) return json;
  Json calls = Json::array();
  for (const ToolCall& call : choice.tool_calls) calls.push_back(call_json(call));
  json.set("tool_calls", std::move(calls));
  return json;
}

Json delta_json(const ChatChoice& choice) {
  Json json = Json::object();
  if (choice.has_role) json.set("role", "assistant");
  if (choice.has_role || !choice.content.empty()) json.set("content", choice.content);
  api::add_nonempty(json, "reasoning_content", choice.reasoning);
  if (choice.tool_calls.empty()) return json;
  Json calls = Json::array();
  for (const ToolCall& call : choice.tool_calls) {
    Json entry = Json::object({{"index", call.index}});
    const Json named = call_json(call);
    for (const auto& [key, value] : *named.if_object()) entry.set(key, value);
    calls.push_back(std::move(entry));
  }
  json.set("tool_calls", std::move(calls));
  return json;
}

Json choice_json(const ChatChoice& choice, std::string_view part, Json content) {
  Json json = Json::object({{"index", choice.index}});
  json.set(part, std::move(content));
  json.set("logprobs", logprobs_json(choice.logprobs));
  json.set("finish_reason", to_json(choice.finish_reason));
  return json;
}

}  // namespace

void read_stream(Reader& body, bool& stream, bool& include_usage) {
  stream = body.flag("stream").value_or(false);
  const Json* json = body.object("stream_options");
  if (json == nullptr) return;
  if (!stream) return body.fail("stream_options", "needs stream to be true");
  Reader options(*json, body.path_to("stream_options"), body.report());
  include_usage = options.flag("include_usage").value_or(false);
  options.ignore("include_obfuscation", "chunks are never padded");
  options.finish();
}

void ignore_labels(Reader& body) {
  for (const std::string_view name : {"user", "safety_identifier", "metadata"}) {
    body.ignore(name, "nothing here looks at it");
  }
  body.ignore("prompt_cache_key", "equal beginnings of prompts are found without it");
  body.ignore("prompt_cache_retention", "how long a prompt stays known is for the memory to decide");
  if (const auto tier = body.text("service_tier"); tier && *tier != "auto" && *tier != "default") {
    body.report().warnings.add("field service_tier is ignored: there is one tier");
  }
  if (body.flag("store").value_or(false)) {
    body.report().warnings.add("field store is ignored: nothing is kept");
  }
}

api::Attempt<ChatRequest> parse_chat_request(const Json& json) {
  api::ReadReport report;
  Reader body(json, "", report);
  ChatRequest request;
  request.model = body.required_text("model");
  read_messages(body, request.messages);
  read_sampling(body, request.options);
  read_limits(body, request);
  read_logprobs(body, request);
  read_stream(body, request.stream, request.include_usage);
  read_response_format(body, "response_format", FormatShape::kNested, request.format);
  read_tools(body, ToolShape::kNested, request.tools);
  read_tool_choice(body, ToolShape::kNested, request.tools, request.tool_choice);
  read_reasoning(body, request.think);
  read_effort(body, "reasoning_effort", request.think);
  refuse_unsupported(body);
  ignore_labels(body);
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

Json to_json(const ChatCompletion& completion) {
  Json json = head_json(completion, "chat.completion");
  Json choices = Json::array();
  for (const ChatChoice& choice : completion.choices) {
    choices.push_back(choice_json(choice, "message", message_json(choice)));
  }
  json.set("choices", std::move(choices));
  json.set("usage", to_json(completion.usage));
  api::add_nonempty(json, "warnings", completion.warnings);
  return json;
}

Json to_json(const ChatChunk& chunk) {
  Json json = head_json(chunk, "chat.completion.chunk");
  Json choices = Json::array();
  for (const ChatChoice& choice : chunk.choices) choices.push_back(choice_json(choice, "delta", delta_json(choice)));
  json.set("choices", std::move(choices));
  if (chunk.usage_asked) json.set("usage", chunk.usage ? to_json(*chunk.usage) : Json());
  api::add_nonempty(json, "warnings", chunk.warnings);
  return json;
}

}  // namespace hearth::openai
