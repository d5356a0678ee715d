// /api/tags, ps, show, copy and delete: the models that are here.
#include "api/ollama/copy.h"
#include "api/ollama/delete.h"
#include "api/ollama/show.h"
#include "api/ollama/tags.h"
#include "server/library.h"
#include "server/model_source.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

using ollama::Refusal;

void refuse(http::Exchange& exchange, Refusal refusal, std::string_view about = {}) {
  reply(exchange, ollama::failure(refusal, about));
}

void reply_empty(http::Exchange& exchange) { exchange.respond({}); }

}  // namespace

void api_tags(App& app, http::Exchange& exchange) {
  auto models = list_models(app.store);
  if (!models) return reply(exchange, models.error());
  reply(exchange, ollama::to_json(ollama::TagsResponse{*std::move(models)}));
}

void api_ps(App& app, http::Exchange& exchange) {
  reply(exchange, ollama::to_json(ollama::PsResponse{running_models(app.store, app.models)}));
}

void api_show(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_show_request);
  if (!request) return;
  if (request->model.empty()) return refuse(exchange, Refusal::kModelMissing);
  const auto name = store::ModelName::parse(request->model);
  if (!name) return refuse(exchange, Refusal::kNameInvalid);
  const auto response = show_model(app.store, *request);
  if (response) return reply(exchange, ollama::to_json(*response));
  if (response.error().code != ErrorCode::kNotFound) return reply(exchange, response.error());
  refuse(exchange, Refusal::kModelNotFound, name->display());
}

void api_copy(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_copy_request);
  if (!request) return;
  const auto from = store::ModelName::parse(request->source), to = store::ModelName::parse(request->destination);
  if (!from) return refuse(exchange, Refusal::kSourceInvalid, request->source);
  if (!to) return refuse(exchange, Refusal::kDestinationInvalid, request->destination);
  const auto copied = app.store.copy(*from, *to);
  if (copied) return reply_empty(exchange);
  if (copied.error().code != ErrorCode::kNotFound) return reply(exchange, copied.error());
  refuse(exchange, Refusal::kSourceNotFound, request->source);
}

void api_delete(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_delete_request);
  if (!request) return;
  if (request->model.empty()) return refuse(exchange, Refusal::kModelMissing);
  const auto name = store::ModelName::parse(request->model);
  if (!name) return refuse(exchange, Refusal::kNamedInvalid, request->model);
  // What is in memory goes too, once its answers are finished: nobody can ask for it by this name any more.
  const auto source = open_source(app.store, request->model);
  const auto removed = app.store.remove(*name);
  if (!removed) {
    if (removed.error().code != ErrorCode::kNotFound) return reply(exchange, removed.error());
    return refuse(exchange, Refusal::kModelNotFound, request->model);
  }
  if (source) app.models.unload(source->weights.path);
  reply_empty(exchange);
}

}  // namespace hearth::server
