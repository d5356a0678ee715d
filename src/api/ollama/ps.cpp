#include "api/ollama/ps.h"

#include <limits>

#include "api/ollama/errors.h"

namespace hearth::ollama {
namespace {

void read_requests(api::Fields& fields, RunningModel& into) {
  fields.read("running", into.n_running);
  fields.read("waiting", into.n_waiting);
}

void read_pages(api::Fields& fields, RunningModel& into) {
  fields.read("total", into.n_pages);
  fields.read("used", into.n_pages_used);
  fields.read("cached", into.n_pages_cached);
}

void read_model(api::Fields& fields, RunningModel& into) {
  fields.read("name", into.name);
  fields.read("model", into.model);
  fields.read("size", into.size);
  fields.read("digest", into.digest);
  fields.read_struct("details", "api.ModelDetails", into.details, read_details);
  fields.read("expires_at", into.expires_at);
  fields.read("size_vram", into.size_vram);
  fields.read("context_length", into.context_length);
  fields.read_struct("requests", "api.Requests", into, read_requests);
  fields.read_struct("kv_pages", "api.KvPages", into, read_pages);
}

Json to_json(const RunningModel& model) {
  return Json::object(
      {{"name", model.name},
       {"model", model.model},
       {"size", model.size},
       {"digest", model.digest},
       {"details", to_json(model.details)},
       {"expires_at", time_text(model.expires_at, TimeZone::kLocal)},
       {"size_vram", model.size_vram},
       {"context_length", model.context_length},
       {"requests", Json::object({{"running", model.n_running}, {"waiting", model.n_waiting}})},
       {"kv_pages",
        Json::object({{"total", model.n_pages}, {"used", model.n_pages_used}, {"cached", model.n_pages_cached}})}});
}

}  // namespace

Json to_json(const PsResponse& response) {
  Json models = Json::array();
  for (const RunningModel& model : response.models) models.push_back(to_json(model));
  return Json::object({{"models", std::move(models)}});
}

Result<PsResponse> parse_ps_response(const Json& json) {
  TRY(refuse_failure(json));
  PsResponse response;
  api::Fields fields(json, "ProcessResponse");
  fields.read_list("models", "api.ProcessModelResponse", response.models, std::numeric_limits<size_t>::max(),
                   read_model);
  TRY(fields.finish(nullptr));
  return response;
}

}  // namespace hearth::ollama
