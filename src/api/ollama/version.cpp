#include "api/ollama/version.h"

#include "api/fields.h"
#include "api/ollama/errors.h"

namespace hearth::ollama {

Json to_json(const VersionResponse& response) { return Json::object({{"version", response.version}}); }

Result<VersionResponse> parse_version_response(const Json& json) {
  TRY(refuse_failure(json));
  VersionResponse response;
  api::Fields fields(json, "VersionResponse");
  fields.read("version", response.version);
  TRY(fields.finish(nullptr));
  return response;
}

}  // namespace hearth::ollama
