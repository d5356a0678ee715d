#include "api/ollama/embed.h"

#include "api/limits.h"
#include "api/members.h"
#include "api/ollama/errors.h"
#include "base/text.h"

namespace hearth::ollama {
namespace {

// A text, or an array of texts. One that is empty asks for nothing; in an array it is a text like others.
Result<std::vector<std::string>> parse_input(const Json& json) {
  const auto invalid = [] { return fail(ErrorCode::kInvalidArgument, "invalid input type"); };
  std::vector<std::string> input;
  if (const std::string* text = json.if_string()) {
    if (!text->empty()) input.push_back(*text);
    return input;
  }
  const Json::Array* items = json.if_array();
  if (items == nullptr) return invalid();
  if (items->size() > api::kMaxInputs) {
    return fail(ErrorCode::kInvalidArgument,
                concat("input has ", items->size(), " entries, expected at most ", api::kMaxInputs));
  }
  for (const Json& item : *items) {
    if (item.if_string() == nullptr) return invalid();
    input.push_back(*item.if_string());
  }
  return input;
}

Result<std::vector<std::vector<float>>> parse_vectors(const Json& json) {
  std::vector<std::vector<float>> vectors;
  const Json::Array* items = json.if_array();
  if (items == nullptr) return fail(ErrorCode::kInvalidArgument, "embeddings is no array");
  for (const Json& item : *items) {
    const Json row = Json::object({{"embeddings", item}});
    api::Fields fields(row, "EmbedResponse");
    fields.read("embeddings", vectors.emplace_back());
    TRY(fields.finish(nullptr));
  }
  return vectors;
}

}  // namespace

Result<EmbedRequest> parse_embed_request(const Json& json) {
  EmbedRequest request;
  api::Fields fields(json, "EmbedRequest");
  read_members(fields, static_cast<ModelRequest&>(request));
  fields.read_with("input", request.input, parse_input);
  fields.read("truncate", request.truncate);
  fields.read("dimensions", request.dimensions);
  TRY(fields.finish(&request.warnings));
  return request;
}

Json to_json(const EmbedRequest& request) {
  Json json = Json::object();
  add_members(json, static_cast<const ModelRequest&>(request));
  json.set("input", api::to_json(request.input));
  if (!request.truncate) json.set("truncate", false);
  api::add_nonzero(json, "dimensions", request.dimensions);
  return json;
}

Result<EmbedResponse> parse_embed_response(const Json& json) {
  TRY(refuse_failure(json));
  EmbedResponse response;
  api::Fields fields(json, "EmbedResponse");
  fields.read("model", response.model);
  fields.read_with("embeddings", response.embeddings, parse_vectors);
  fields.read("total_duration", response.total_duration);
  fields.read("load_duration", response.load_duration);
  fields.read("prompt_eval_count", response.prompt_eval_count);
  api::read_warnings(fields, response.warnings);
  TRY(fields.finish(nullptr));
  return response;
}

Json to_json(const EmbedResponse& response) {
  Json vectors = Json::array();
  for (const std::vector<float>& vector : response.embeddings) vectors.push_back(api::to_json(vector));
  Json json = Json::object({{"model", response.model}, {"embeddings", std::move(vectors)}});
  api::add_nonzero(json, "total_duration", response.total_duration);
  api::add_nonzero(json, "load_duration", response.load_duration);
  api::add_nonzero(json, "prompt_eval_count", response.prompt_eval_count);
  api::add_nonempty(json, "warnings", response.warnings);
  return json;
}

Result<EmbeddingsRequest> parse_embeddings_request(const Json& json) {
  EmbeddingsRequest request;
  api::Fields fields(json, "EmbeddingRequest");
  read_members(fields, static_cast<ModelRequest&>(request));
  fields.read("prompt", request.prompt);
  TRY(fields.finish(&request.warnings));
  return request;
}

Json to_json(const EmbeddingsRequest& request) {
  Json json = Json::object();
  add_members(json, static_cast<const ModelRequest&>(request));
  json.set("prompt", request.prompt);
  return json;
}

Result<EmbeddingsResponse> parse_embeddings_response(const Json& json) {
  TRY(refuse_failure(json));
  EmbeddingsResponse response;
  api::Fields fields(json, "EmbeddingResponse");
  fields.read("embedding", response.embedding);
  api::read_warnings(fields, response.warnings);
  TRY(fields.finish(nullptr));
  return response;
}

Json to_json(const EmbeddingsResponse& response) {
  Json json = Json::object({{"embedding", api::to_json(response.embedding)}});
  api::add_nonempty(json, "warnings", response.warnings);
  return json;
}

}  // namespace hearth::ollama
