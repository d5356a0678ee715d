#include "api/ollama/chat.h"

#include "api/limits.h"
#include "api/members.h"
#include "api/ollama/errors.h"
#include "api/ollama/tool.h"

namespace hearth::ollama {

Result<ChatRequest> parse_chat_request(const Json& json) {
  ChatRequest request;
  api::Fields fields(json, "ChatRequest");
  read_members(fields, static_cast<InferenceRequest&>(request));
  fields.read_list("messages", "api.Message", request.messages, api::kMaxMessages, read_message);
  read_tools(fields, request.tools);
  fields.read("template", request.template_text);
  TRY(fields.finish(&request.warnings));
  return request;
}

Json to_json(const ChatRequest& request) {
  Json json = Json::object();
  add_members(json, static_cast<const InferenceRequest&>(request));
  json.set("messages", api::list_json(request.messages));
  if (!request.tools.empty()) json.set("tools", request.tools);
  api::add_nonempty(json, "template", request.template_text);
  return json;
}

Result<ChatChunk> parse_chat_chunk(const Json& json) {
  TRY(refuse_failure(json));
  ChatChunk chunk;
  api::Fields fields(json, "ChatResponse");
  read_members(fields, static_cast<Answer&>(chunk));
  fields.read_struct("message", "api.Message", chunk.message, read_message);
  TRY(fields.finish(nullptr));
  return chunk;
}

Json to_json(const ChatChunk& chunk) {
  Json json = Json::object();
  add_head(json, chunk);
  json.set("message", to_json(chunk.message));
  add_done(json, chunk);
  add_tail(json, chunk);
  return json;
}

}  // namespace hearth::ollama
