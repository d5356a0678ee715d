#include "cli/repl/load_model.h"

#include "base/closest.h"
#include "base/text.h"
#include "cli/repl/stop_on_interrupt.h"
#include "cli/terminal.h"

namespace hearth::cli {
namespace {

// What to put behind "not here": a question when a model that is here has nearly that name.
std::string suggestion(Backend& backend, std::string_view name) {
  const auto models = backend.list();
  std::vector<std::string_view> known;
  if (models) {
    for (const ollama::ModelEntry& model : *models) known.push_back(model.name);
  }
  const auto meant = closest(name, known);
  return meant ? concat("; did you mean '", *meant, "'?") : ";";
}

}  // namespace

Result<Loaded> load_model(Repl& repl) {
  const QuietKeys quiet(stdin);
  const StopOnInterrupt interrupt;
  Spinner spinner(repl.screen.spinner());
  const auto on_progress = [&](const ollama::Progress& progress) {
    spinner.set_label(progress.status);
    return Flow::kGoOn;
  };
  TRY(repl.backend.load(repl.session.load_request(), on_progress, interrupt.token()));
  return interrupt.stopped() ? Loaded::kInterrupted : Loaded::kReady;
}

Result<ollama::ShowResponse> find_model(Backend& backend, const std::string& name) {
  Result<ollama::ShowResponse> info = backend.show({.model = name});
  if (info || info.error().code != ErrorCode::kNotFound) return info;
  return fail(ErrorCode::kNotFound,
              concat("model '", name, "' is not here", suggestion(backend, name),
                     " 'hearth list' shows the models that are, 'hearth create ", name,
                     " -f Modelfile' makes one, and 'hearth run ./FILE.gguf' runs a file as it is"));
}

}  // namespace hearth::cli
