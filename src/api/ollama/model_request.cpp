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
  fields.read_with("options", request.options,
                   [&](const Json& json) { return api::parse_options(json, request.warnings); });
}

}  // namespace hearth::ollama
