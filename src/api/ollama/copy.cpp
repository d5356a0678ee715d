#include "api/ollama/copy.h"

#include "api/fields.h"

namespace hearth::ollama {

Result<CopyRequest> parse_copy_request(const Json& json) {
  CopyRequest request;
  api::Fields fields(json, "CopyRequest");
  fields.read("source", request.source);
  fields.read("destination", request.destination);
  TRY(fields.finish(nullptr));
  return request;
}

Json to_json(const CopyRequest& request) {
  return Json::object({{"source", request.source}, {"destination", request.destination}});
}

}  // namespace hearth::ollama
