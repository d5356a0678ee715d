#include "api/ollama/generate.h"

#include "api/limits.h"
#include "api/members.h"
#include "api/ollama/errors.h"

namespace hearth::ollama {
namespace {

Json tokens_json(const std::vector<int32_t>& tokens) { return Json(Json::Array(tokens.begin(), tokens.end())); }

}  // namespace

Result<GenerateRequest> parse_generate_request(const Json& json) {
  GenerateRequest request;
  api::Fields fields(json, "GenerateRequest");
  read_members(fields, static_cast<InferenceRequest&>(request));
  fields.read("prompt", request.prompt);
  fields.read("suffix", request.suffix);
  fields.read("system", request.system);
  fields.read("template", request.template_text);
  fields.read("context", request.context);
  fields.read_base64("images", request.images, api::kMaxImages);
  fields.read("raw", request.raw);
  TRY(fields.finish(&request.warnings));
  return request;
}

Json to_json(const GenerateRequest& request) {
  Json json = Json::object();
  add_members(json, static_cast<const InferenceRequest&>(request));
  json.set("prompt", request.prompt);
  api::add_nonempty(json, "suffix", request.suffix);
  api::add_nonempty(json, "system", request.system);
  api::add_nonempty(json, "template", request.template_text);
  if (!request.context.empty()) json.set("context", tokens_json(request.context));
  if (!request.images.empty()) json.set("images", images_json(request.images));
  api::add_if_true(json, "raw", request.raw);
  return json;
}

Result<GenerateChunk> parse_generate_chunk(const Json& json) {
  TRY(refuse_failure(json));
  GenerateChunk chunk;
  api::Fields fields(json, "GenerateResponse");
  read_members(fields, static_cast<Answer&>(chunk));
  fields.read("response", chunk.response);
  fields.read("thinking", chunk.thinking);
  fields.read_list("tool_calls", "api.ToolCall", chunk.tool_calls, api::kMaxToolCalls, read_tool_call);
  fields.read("context", chunk.context);
  TRY(fields.finish(nullptr));
  return chunk;
}

Json to_json(const GenerateChunk& chunk) {
  Json json = Json::object();
  add_head(json, chunk);
  json.set("response", chunk.response);
  api::add_nonempty(json, "thinking", chunk.thinking);
  add_done(json, chunk);
  if (!chunk.context.empty()) json.set("context", tokens_json(chunk.context));
  add_tail(json, chunk);
  api::add_list(json, "tool_calls", chunk.tool_calls);
  return json;
}

}  // namespace hearth::ollama
