#include "api/ollama/delete.h"

#include "api/ollama/named_model.h"

namespace hearth::ollama {

Result<DeleteRequest> parse_delete_request(const Json& json) {
  DeleteRequest request;
  api::Fields fields(json, "DeleteRequest");
  read_model_or_name(fields, request.model);
  TRY(fields.finish(nullptr));
  return request;
}

Json to_json(const DeleteRequest& request) { return Json::object({{"model", request.model}}); }

}  // namespace hearth::ollama
