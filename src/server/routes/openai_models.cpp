// GET /v1/models and /v1/models/:id.
#include <chrono>
#include <string>

#include "api/openai/model_list.h"
#include "base/text.h"
#include "server/library.h"
#include "server/openai_replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

int64_t seconds_of(WallTime time) {
  return std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
}

}  // namespace

void openai_models(App& app, http::Exchange& exchange) {
  const auto entries = list_models(app.store);
  if (!entries) return answer_failure(exchange, api::failure(entries.error()), openai::to_json);
  std::vector<openai::Model> models;
  for (const ollama::ModelEntry& entry : *entries) models.push_back({entry.name, seconds_of(entry.modified_at)});
  answer_json(exchange, openai::to_json(models));
}

void openai_model(App& app, http::Exchange& exchange) {
  const std::string id(exchange.request().param("id"));
  const auto shown = show_model(app.store, {.model = id});
  if (shown) return answer_json(exchange, openai::to_json(openai::Model{id, seconds_of(shown->modified_at)}));
  const bool absent = shown.error().code == ErrorCode::kNotFound || shown.error().code == ErrorCode::kInvalidArgument;
  if (!absent) return answer_failure(exchange, api::failure(shown.error(), "id"), openai::to_json);
  answer_failure(exchange,
                 {.status = 404,
                  .message = concat("model ", api::quoted_name(id), " not found"),
                  .field = "id",
                  .code = "model_not_found"},
                 openai::to_json);
}

}  // namespace hearth::server
