#include "cli/pull_model.h"

#include "base/text.h"
#include "cli/repl/load_model.h"
#include "cli/repl/stop_on_interrupt.h"
#include "cli/transfer_view.h"

namespace hearth::cli {
namespace {

using Transfer = Status (Backend::*)(const ollama::TransferRequest&, const Backend::On<ollama::Progress>&,
                                     std::stop_token);

enum class Transferred { kAll, kInterrupted };

Result<Transferred> transfer(Backend& backend, Transfer how, const ollama::TransferRequest& request) {
  const StopOnInterrupt interrupt;
  TransferView view(TransferView::on_stderr());
  const auto on_progress = [&](const ollama::Progress& progress) {
    view.show(progress);
    return Flow::kGoOn;
  };
  const Status done = (backend.*how)(request, on_progress, interrupt.token());
  if (interrupt.stopped()) return Transferred::kInterrupted;
  if (!done) return std::unexpected(done.error());
  return Transferred::kAll;
}

std::unexpected<Error> interrupted(std::string_view command, const std::string& model) {
  return fail(ErrorCode::kIo, concat("interrupted; 'hearth ", command, " ", model, "' goes on where this one was"));
}

}  // namespace

Status pull_model(Backend& backend, const ollama::TransferRequest& request) {
  if (TRY(transfer(backend, &Backend::pull, request)) == Transferred::kAll) return {};
  return interrupted("pull", request.model);
}

Status push_model(Backend& backend, const ollama::TransferRequest& request) {
  if (TRY(transfer(backend, &Backend::push, request)) == Transferred::kAll) return {};
  return interrupted("push", request.model);
}

Status ensure_model(Backend& backend, const ollama::TransferRequest& request) {
  const auto here = find_model(backend, request.model);
  if (here || here.error().code != ErrorCode::kNotFound) return {};
  const auto pulled = transfer(backend, &Backend::pull, request);
  if (!pulled) return fail(ErrorCode::kNotFound, concat(here.error().message, "; ", pulled.error().message));
  if (*pulled == Transferred::kAll) return {};
  return interrupted("pull", request.model);
}

}  // namespace hearth::cli
