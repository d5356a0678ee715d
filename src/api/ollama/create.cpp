#include "api/ollama/create.h"

#include "api/limits.h"
#include "api/members.h"
#include "api/ollama/model_request.h"
#include "api/ollama/named_model.h"
#include "base/text.h"

namespace hearth::ollama {
namespace {

// {"model.gguf": "sha256:..."}
void read_files(api::Fields& fields, std::string_view name, FileDigests& into) {
  const Json* json = fields.take(name);
  if (json == nullptr) return;
  const Json::Object* members = json->if_object();
  if (members == nullptr) return fields.fail_type(name, *json, "map[string]string");
  if (members->size() > api::kMaxFiles) {
    return fields.fail({ErrorCode::kInvalidArgument,
                        concat(name, " has ", members->size(), " entries, expected at most ", api::kMaxFiles)});
  }
  for (const auto& [file, digest] : *members) {
    if (digest.if_string() == nullptr) return fields.fail_type(name, digest, "string");
    into.emplace_back(file, *digest.if_string());
  }
}

void add_files(Json& json, std::string_view name, const FileDigests& files) {
  if (files.empty()) return;
  Json::Object members;
  for (const auto& [file, digest] : files) members.push_back({file, digest});
  json.set(name, std::move(members));
}

// A text, or an array of texts.
void read_license(api::Fields& fields, std::vector<std::string>& into) {
  const Json* json = fields.take("license");
  const std::string* text = json == nullptr ? nullptr : json->if_string();
  if (text != nullptr) {
    into = {*text};
  } else {
    fields.read("license", into);
  }
}

}  // namespace

Result<CreateRequest> parse_create_request(const Json& json) {
  CreateRequest request;
  api::Fields fields(json, "CreateRequest");
  read_model_or_name(fields, request.model);
  fields.read("from", request.from);
  read_files(fields, "files", request.files);
  read_files(fields, "adapters", request.adapters);
  read_files(fields, "draft_files", request.draft_files);
  fields.read("quantization", request.quantize);  // the older name
  fields.read("quantize", request.quantize);
  fields.read("draft_quantize", request.draft_quantize);
  fields.read("template", request.template_text);
  read_license(fields, request.license);
  fields.read("system", request.system);
  read_options(fields, "parameters", request.parameters, request.warnings);
  fields.read_list("messages", "api.Message", request.messages, api::kMaxMessages, read_message);
  fields.read("renderer", request.renderer);
  fields.read("parser", request.parser);
  fields.read("requires", request.requires_version);
  fields.read("remote_host", request.remote_host);
  fields.read_object("env", request.env);
  fields.read_object("info", request.info);
  fields.read("stream", request.stream);
  TRY(fields.finish(&request.warnings));
  return request;
}

Json to_json(const CreateRequest& request) {
  Json json = Json::object({{"model", request.model}});
  api::add_nonempty(json, "from", request.from);
  add_files(json, "files", request.files);
  add_files(json, "adapters", request.adapters);
  add_files(json, "draft_files", request.draft_files);
  api::add_nonempty(json, "quantize", request.quantize);
  api::add_nonempty(json, "draft_quantize", request.draft_quantize);
  api::add_nonempty(json, "template", request.template_text);
  api::add_nonempty(json, "license", request.license);
  api::add_nonempty(json, "system", request.system);
  Json parameters = to_json(request.parameters);
  if (!parameters.if_object()->empty()) json.set("parameters", std::move(parameters));
  api::add_list(json, "messages", request.messages);
  api::add_nonempty(json, "renderer", request.renderer);
  api::add_nonempty(json, "parser", request.parser);
  api::add_nonempty(json, "requires", request.requires_version);
  api::add_nonempty(json, "remote_host", request.remote_host);
  if (!request.env.is_null()) json.set("env", request.env);
  if (!request.info.is_null()) json.set("info", request.info);
  if (!request.stream) json.set("stream", false);
  return json;
}

}  // namespace hearth::ollama
