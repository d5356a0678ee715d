#include "api/ollama/tags.h"

#include <limits>

#include "api/members.h"
#include "api/ollama/errors.h"

namespace hearth::ollama {
namespace {

void read_entry(api::Fields& fields, ModelEntry& into) {
  fields.read("name", into.name);
  fields.read("model", into.model);
  fields.read("modified_at", into.modified_at);
  fields.read("size", into.size);
  fields.read("digest", into.digest);
  fields.read_struct("details", "api.ModelDetails", into.details, read_details);
  fields.read("capabilities", into.capabilities);
}

Json to_json(const ModelEntry& entry) {
  Json json = Json::object({{"name", entry.name},
                            {"model", entry.model},
                            {"modified_at", time_text(entry.modified_at, TimeZone::kLocal)},
                            {"size", entry.size},
                            {"digest", entry.digest},
                            {"details", to_json(entry.details)}});
  api::add_nonempty(json, "capabilities", entry.capabilities);
  return json;
}

}  // namespace

Json to_json(const TagsResponse& response) {
  Json models = Json::array();
  for (const ModelEntry& entry : response.models) models.push_back(to_json(entry));
  return Json::object({{"models", std::move(models)}});
}

Result<TagsResponse> parse_tags_response(const Json& json) {
  TRY(refuse_failure(json));
  TagsResponse response;
  api::Fields fields(json, "ListResponse");
  fields.read_list("models", "api.ListModelResponse", response.models, std::numeric_limits<size_t>::max(), read_entry);
  TRY(fields.finish(nullptr));
  return response;
}

}  // namespace hearth::ollama
