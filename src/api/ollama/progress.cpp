#include "api/ollama/progress.h"

#include "api/fields.h"
#include "api/members.h"
#include "api/ollama/errors.h"

namespace hearth::ollama {

Json to_json(const Progress& progress) {
  Json json = Json::object({{"status", progress.status}});
  api::add_nonempty(json, "digest", progress.digest);
  api::add_nonzero(json, "total", progress.total);
  api::add_nonzero(json, "completed", progress.completed);
  api::add_nonempty(json, "warnings", progress.warnings);
  return json;
}

Result<Progress> parse_progress(const Json& json) {
  TRY(refuse_failure(json));
  Progress progress;
  api::Fields fields(json, "ProgressResponse");
  fields.read("status", progress.status);
  fields.read("digest", progress.digest);
  fields.read("total", progress.total);
  fields.read("completed", progress.completed);
  api::read_warnings(fields, progress.warnings);
  TRY(fields.finish(nullptr));
  return progress;
}

}  // namespace hearth::ollama
