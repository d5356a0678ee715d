// /api/pull and /api/push: models from a registry, and to it.
#include <optional>

#include "api/ollama/transfer.h"
#include "registry/transfers.h"
#include "server/replies.h"
#include "server/routes.h"

namespace hearth::server {
namespace {

// One transfer and its lines, or only the last of them.
template <class Run>
void answer(http::Exchange& exchange, const ollama::TransferRequest& request, const Run& run) {
  LineStream lines(exchange);
  std::optional<ollama::Progress> last;
  const Status done = run([&](ollama::Progress progress) {
    if (progress.status == "success") progress.warnings.add(request.warnings);
    if (request.stream) static_cast<void>(lines.write(ollama::to_json(progress)));
    last = std::move(progress);
  });
  if (!done) {
    // What the registry says about a model is no 404 of ours: clients would take it for an unknown endpoint.
    const bool theirs = done.error().code == ErrorCode::kNotFound;
    lines.fail(theirs ? ollama::Failure{500, done.error().message} : ollama::failure(done.error()));
  } else if (!request.stream && last) {
    reply(exchange, ollama::to_json(*last));
  }
}

// Whether the request names a model; if not, it has been answered.
bool names_model(http::Exchange& exchange, const ollama::TransferRequest& request) {
  if (request.model.empty()) reply(exchange, ollama::failure(ollama::Refusal::kModelMissing));
  return !request.model.empty();
}

}  // namespace

void api_pull(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_pull_request);
  if (!request) return;
  if (!registry::is_pullable(request->model)) return reply(exchange, ollama::failure(ollama::Refusal::kNameInvalid));
  answer(exchange, *request, [&](const registry::OnProgress& on_progress) {
    return app.transfers.pull(*request, on_progress, exchange.stop_token());
  });
}

void api_push(App& app, http::Exchange& exchange) {
  const auto request = read_request(exchange, ollama::parse_push_request);
  if (!request || !names_model(exchange, *request)) return;
  answer(exchange, *request, [&](const registry::OnProgress& on_progress) {
    return app.transfers.push(*request, on_progress, exchange.stop_token());
  });
}

}  // namespace hearth::server
