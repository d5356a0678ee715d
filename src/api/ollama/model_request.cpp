#include "api/ollama/model_request.h"

namespace hearth::ollama {

void add_members(Json& object, const ModelRequest& request) {
  object.set("model", request.model);
  if (request.keep_alive) object.set("keep_alive", to_json(*request.keep_alive));
  Json options = to_json(request.options);
  if (!options.if_object()->empty()) object.set("options", std::move(options));
}

void read_members(api::Fields& fields, ModelRequest& request) {
  fields.read("model", request.model);
  fields.read_with("keep_alive", request.keep_alive, parse_keep_alive);
  read_options(fields, "options", request.options, request.warnings);
}

void read_options(api::Fields& fields, std::string_view name, api::Options& into, api::Warnings& warnings) {
  const Json* json = fields.take(name);
  if (json == nullptr) return;
  if (json->if_object() == nullptr) return fields.fail_type(name, *json, "map[string]interface {}");
  auto options = api::parse_options(*json, warnings);
  if (!options) return fields.fail(std::move(options.error()));
  into = std::move(*options);
}

}  // namespace hearth::ollama
