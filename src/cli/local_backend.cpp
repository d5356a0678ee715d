#include "cli/local_backend.h"

#include "base/settings.h"
#include "base/text.h"
#include "cli/version.h"
#include "registry/transfers.h"
#include "server/creating.h"
#include "server/embedding.h"
#include "server/library.h"

namespace hearth::cli {
namespace {

using server::Answering;

// A failure as the client of a server would read it.
Status status_of(const server::Answered& answered) {
  if (answered) return {};
  return std::unexpected(ollama::parse_failure(answered.error().status, ollama::to_json(answered.error())));
}

template <class Event>
auto keep_going(const Backend::On<Event>& on_event) {
  return [&on_event](const Event& event) { return on_event(event) == Flow::kGoOn; };
}

Result<registry::TransferOptions> user_transfers() {
  const Settings settings = TRY(Settings::load());
  return registry::transfer_options(settings, kVersion);
}

}  // namespace

Status LocalBackend::chat(const ollama::ChatRequest& request, const On<ollama::ChatChunk>& on_chunk,
                          std::stop_token stop) {
  const Answering answering(store_, models_, Answering::Files::kAllowed);
  return status_of(answering.chat(request, keep_going(on_chunk), stop));
}

Status LocalBackend::generate(const ollama::GenerateRequest& request, const On<ollama::GenerateChunk>& on_chunk,
                              std::stop_token stop) {
  const Answering answering(store_, models_, Answering::Files::kAllowed);
  return status_of(answering.generate(request, keep_going(on_chunk), stop));
}

Result<ollama::EmbedResponse> LocalBackend::embed(const ollama::EmbedRequest& request, std::stop_token stop) {
  auto response = server::Embedding(store_, models_, Answering::Files::kAllowed).embed(request, stop);
  if (response) return *std::move(response);
  if (stop.stop_requested()) return ollama::EmbedResponse{};
  return std::unexpected(ollama::parse_failure(response.error().status, ollama::to_json(response.error())));
}

Status LocalBackend::load(const ollama::ModelRequest& request, const On<ollama::Progress>&, std::stop_token stop) {
  const Answering answering(store_, models_, Answering::Files::kAllowed);
  return status_of(answering.load(request, stop));
}

Status LocalBackend::stop(const std::string& name) {
  ollama::ModelRequest request{.model = name, .keep_alive = ollama::KeepAlive{0}};
  return load(request, {}, {});
}

Result<ollama::ShowResponse> LocalBackend::show(const ollama::ShowRequest& request) {
  if (server::is_model_file(request.model)) return server::show_file(request.model, request);
  return server::show_model(store_, request);
}

Result<std::vector<ollama::ModelEntry>> LocalBackend::list() { return server::list_models(store_); }

Result<std::vector<ollama::RunningModel>> LocalBackend::ps() { return server::running_models(store_, models_); }

Status LocalBackend::create(const ollama::CreateRequest& request, const On<ollama::Progress>& on_progress,
                            std::stop_token) {
  return server::create_model(store_, request, [&](const ollama::Progress& progress) { on_progress(progress); });
}

Status LocalBackend::pull(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
                          std::stop_token stop) {
  registry::Transfers transfers(store_, TRY(user_transfers()));
  return transfers.pull(request, [&](const ollama::Progress& progress) { on_progress(progress); }, stop);
}

Status LocalBackend::push(const ollama::TransferRequest& request, const On<ollama::Progress>& on_progress,
                          std::stop_token stop) {
  registry::Transfers transfers(store_, TRY(user_transfers()));
  return transfers.push(request, [&](const ollama::Progress& progress) { on_progress(progress); }, stop);
}

Status LocalBackend::create_from_files(const store::CreateRequest& request, const On<ollama::Progress>& on_progress,
                                       std::stop_token) {
  TRY(store::create(store_, request, [&](const ollama::Progress& progress) { on_progress(progress); }));
  return {};
}

Status LocalBackend::copy(const std::string& source, const std::string& destination) {
  const store::ModelName from = TRY(store::ModelName::parse(source));
  const store::ModelName to = TRY(store::ModelName::parse(destination));
  TRY(store_.copy(from, to));
  return {};
}

Status LocalBackend::remove(const std::string& name) {
  const store::ModelName parsed = TRY(store::ModelName::parse(name));
  TRY(store_.remove(parsed));
  return {};
}

}  // namespace hearth::cli
