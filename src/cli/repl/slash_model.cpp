// /load, /save and /list: the models that there are and that can be made; /clear and /bye.
#include "base/text.h"
#include "cli/model_tables.h"
#include "cli/repl/load_model.h"
#include "cli/repl/slash_commands.h"
#include "cli/repl/stop_on_interrupt.h"

namespace hearth::cli {
namespace {

Status create(Repl& repl, const ollama::CreateRequest& request) {
  const StopOnInterrupt interrupt;
  Spinner spinner(repl.screen.spinner());
  const auto on_progress = [&](const ollama::Progress& progress) {
    spinner.set_label(progress.status);
    return Flow::kGoOn;
  };
  TRY(repl.backend.create(request, on_progress, interrupt.token()));
  if (interrupt.stopped()) return fail(ErrorCode::kInvalidArgument, "interrupted; no model was made");
  return {};
}

}  // namespace

Status slash_load(Repl& repl, const SlashLine& line) {
  if (line.n_words() != 2) return repl.print("Usage:\n  /load MODEL\n");
  const std::string name = line.word(1);
  const Result<ollama::ShowResponse> info = repl.backend.show({.model = name});
  if (!info && info.error().code == ErrorCode::kNotFound)
    return repl.print(concat("Couldn't find model '", name, "'\n"));
  if (!info) {
    repl.complain(info.error());
    return {};
  }
  TRY(repl.print(concat("Loading model '", name, "'\n")));
  Session before = repl.session;
  repl.session.change_model(name, *info);
  const Result<Loaded> loaded = load_model(repl);
  if (loaded && *loaded == Loaded::kReady) return {};
  repl.session = std::move(before);
  if (!loaded) repl.complain(loaded.error());
  return {};
}

Status slash_save(Repl& repl, const SlashLine& line) {
  if (line.n_words() != 2) return repl.print("Usage:\n  /save MODEL\n");
  const std::string name = line.word(1);
  const Status made = create(repl, repl.session.save_request(name));
  if (made) return repl.print(concat("Created new model '", name, "'\n"));
  if (made.error().message == "invalid model name")
    return repl.print(concat("error: The model name '", name, "' is invalid\n"));
  repl.complain(made.error());
  return {};
}

Status slash_list(Repl& repl, const SlashLine&) {
  const auto models = repl.backend.list();
  if (models) return repl.print_foreign(list_text(*models, std::chrono::system_clock::now()));
  repl.complain(models.error());
  return {};
}

Status slash_clear(Repl& repl, const SlashLine&) {
  repl.session.clear();
  return repl.print("Cleared session context\n");
}

Status slash_bye(Repl& repl, const SlashLine&) {
  repl.leaving = true;
  return {};
}

}  // namespace hearth::cli
