#include "api/ollama/show.h"

#include <limits>

#include "api/limits.h"
#include "api/members.h"
#include "api/ollama/errors.h"
#include "api/ollama/model_request.h"
#include "api/ollama/named_model.h"

namespace hearth::ollama {
namespace {

constexpr size_t kAny = std::numeric_limits<size_t>::max();

void read_tensor(api::Fields& fields, TensorEntry& into) {
  fields.read("name", into.name);
  fields.read("type", into.type);
  fields.read("shape", into.shape);
}

Json to_json(const TensorEntry& tensor) {
  return Json::object({{"name", tensor.name},
                       {"type", tensor.type},
                       {"shape", Json(Json::Array(tensor.shape.begin(), tensor.shape.end()))}});
}

Json tensors_json(const std::vector<TensorEntry>& tensors) {
  Json list = Json::array();
  for (const TensorEntry& tensor : tensors) list.push_back(to_json(tensor));
  return list;
}

}  // namespace

Result<ShowRequest> parse_show_request(const Json& json) {
  ShowRequest request;
  api::Fields fields(json, "ShowRequest");
  read_model_or_name(fields, request.model);
  fields.read("verbose", request.verbose);
  fields.read("system", request.system);
  read_options(fields, "options", request.options, request.warnings);
  TRY(fields.finish(&request.warnings));
  return request;
}

Json to_json(const ShowRequest& request) {
  Json json = Json::object({{"model", request.model}});
  api::add_if_true(json, "verbose", request.verbose);
  api::add_nonempty(json, "system", request.system);
  Json options = to_json(request.options);
  if (!options.if_object()->empty()) json.set("options", std::move(options));
  return json;
}

Result<ShowResponse> parse_show_response(const Json& json) {
  TRY(refuse_failure(json));
  ShowResponse response;
  api::Fields fields(json, "ShowResponse");
  fields.read("license", response.license);
  fields.read("modelfile", response.modelfile);
  fields.read("parameters", response.parameters);
  fields.read("template", response.template_text);
  fields.read("system", response.system);
  fields.read_struct("details", "api.ModelDetails", response.details, read_details);
  fields.read_list("messages", "api.Message", response.messages, api::kMaxMessages, read_message);
  fields.read_object("model_info", response.model_info);
  fields.read_object("projector_info", response.projector_info);
  fields.read_list("tensors", "api.Tensor", response.tensors, kAny, read_tensor);
  fields.read("capabilities", response.capabilities);
  fields.read("modified_at", response.modified_at);
  fields.read("requires", response.requires_version);
  api::read_warnings(fields, response.warnings);
  TRY(fields.finish(nullptr));
  return response;
}

Json to_json(const ShowResponse& response) {
  Json json = Json::object();
  api::add_nonempty(json, "license", response.license);
  api::add_nonempty(json, "modelfile", response.modelfile);
  api::add_nonempty(json, "parameters", response.parameters);
  api::add_nonempty(json, "template", response.template_text);
  api::add_nonempty(json, "system", response.system);
  json.set("details", to_json(response.details));
  api::add_list(json, "messages", response.messages);
  json.set("model_info", response.model_info);
  if (!response.projector_info.is_null()) json.set("projector_info", response.projector_info);
  if (!response.tensors.empty()) json.set("tensors", tensors_json(response.tensors));
  api::add_nonempty(json, "capabilities", response.capabilities);
  json.set("modified_at", time_text(response.modified_at, TimeZone::kLocal));
  api::add_nonempty(json, "requires", response.requires_version);
  api::add_nonempty(json, "warnings", response.warnings);
  return json;
}

}  // namespace hearth::ollama
