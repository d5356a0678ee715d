#include "cli/repl/interactive.h"

#include "base/text.h"
#include "cli/input.h"
#include "cli/repl/answer_view.h"
#include "cli/repl/ask.h"
#include "cli/repl/history_file.h"
#include "cli/repl/line_editor.h"
#include "cli/repl/load_model.h"
#include "cli/repl/message_input.h"
#include "cli/repl/plain_lines.h"
#include "cli/repl/slash_commands.h"

namespace hearth::cli {
namespace {

using ollama::Think;

// What keeps the session's model from a conversation as it was asked for.
Status check_can_chat(const Session& session) {
  if (session.can("embedding") && !session.can("completion")) {
    return fail(ErrorCode::kInvalidArgument, concat("embedding models require input text. Usage: hearth run ",
                                                    session.model(), " \"your text here\""));
  }
  const bool wants_thinking = session.think != Think::kUnset && session.think != Think::kOff;
  if (wants_thinking && !session.can("thinking"))
    return fail(ErrorCode::kInvalidArgument, concat('"', session.model(), "\" does not support thinking"));
  return {};
}

// The messages that the model was saved with, as they would have looked.
Status replay(Repl& repl) {
  for (const ollama::Message& message : repl.session.info().messages) {
    if (message.role == "user") TRY(repl.print_foreign(concat(kFirstPrompt.text, message.content, '\n')));
    if (message.role != "assistant") continue;
    AnswerView view(repl.screen, repl.session.style);
    TRY(view.add("", message.content));
    TRY(repl.print("\n\n"));
  }
  return {};
}

Status respond(Repl& repl, Input input) {
  switch (input.kind) {
    case Input::Kind::kMessage:
      return ask(repl, std::move(input.text));
    case Input::Kind::kCommand:
      return run_slash_command(repl, std::move(input.text));
    case Input::Kind::kWantsOut:
      return repl.print("Use Ctrl + d or /bye to exit.\n");
    case Input::Kind::kEnd:
      repl.leaving = true;
      return {};
    case Input::Kind::kNothing:
    case Input::Kind::kInterrupted:
      return {};
  }
  return {};
}

// Writes what was sent to the user's file; says once when that fails, and not again.
class Keeper {
 public:
  Keeper(std::optional<HistoryFile> file, Screen& screen) : file_(std::move(file)), screen_(screen) {}

  void offer_all(LineSource& lines) {
    if (!file_) return;
    const auto entries = file_->load();
    if (!entries) return give_up(entries.error());
    for (const std::string& entry : *entries) lines.remember(entry);
  }
  void add(const std::string& entry) {
    if (!file_) return;
    if (const Status added = file_->add(entry); !added) give_up(added.error());
  }

 private:
  void give_up(const Error& error) {
    screen_.remark(concat("warning: no history is kept: ", error.message, '\n'));
    file_.reset();
  }

  std::optional<HistoryFile> file_;
  Screen& screen_;
};

Result<std::unique_ptr<LineSource>> open_lines(Keeper& keeper) {
  if (!stdin_is_terminal() || !stdout_is_terminal()) return std::make_unique<PlainLines>(stdin);
  std::unique_ptr<LineSource> editor = TRY(LineEditor::create(stdin, stdout));
  keeper.offer_all(*editor);
  return editor;
}

}  // namespace

Status run_interactive(Backend& backend, const RunOptions& options) {
  StandardScreen screen;
  ollama::ShowResponse info = TRY(find_model(backend, options.model));
  Keeper keeper(HistoryFile::of_user(), screen);
  const std::unique_ptr<LineSource> lines = TRY(open_lines(keeper));
  Repl repl{backend, screen, *lines, Session(options, std::move(info))};
  return converse(repl, [&](const std::string& entry) { keeper.add(entry); });
}

Status converse(Repl& repl, const std::function<void(const std::string&)>& keep) {
  TRY(check_can_chat(repl.session));
  if (TRY(load_model(repl)) == Loaded::kInterrupted) return {};
  TRY(replay(repl));
  while (!repl.leaving) {
    Input input = TRY(read_input(repl.lines));
    if (!input.typed.empty() && input.kind != Input::Kind::kNothing && repl.session.keeps_history) {
      repl.lines.remember(input.typed);
      keep(input.typed);
    }
    TRY(respond(repl, std::move(input)));
  }
  return {};
}

}  // namespace hearth::cli
