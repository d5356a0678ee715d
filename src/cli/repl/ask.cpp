#include "cli/repl/ask.h"

#include "base/text.h"
#include "cli/metrics_text.h"
#include "cli/repl/answer_view.h"
#include "cli/repl/context_use.h"
#include "cli/repl/stop_on_interrupt.h"
#include "cli/terminal.h"

namespace hearth::cli {
namespace {

struct Reply {
  std::string content, thinking;
  ollama::ChatChunk last;
  Status asked;    // what the backend says
  Status written;  // what the screen says
};

// What a chunk adds, on the screen and to the reply.
Flow take(const ollama::ChatChunk& chunk, AnswerView& view, Reply& reply) {
  reply.content += chunk.message.content;
  reply.thinking += chunk.message.thinking;
  if (chunk.done) reply.last = chunk;
  const Result<Written> written = view.add(chunk.message.thinking, chunk.message.content);
  if (!written) reply.written = std::unexpected(written.error());
  return written && *written == Written::kAll ? Flow::kGoOn : Flow::kStop;
}

Reply stream(Repl& repl) {
  const QuietKeys quiet(stdin);
  const StopOnInterrupt interrupt;
  Spinner spinner(repl.screen.spinner());
  AnswerView view(repl.screen, repl.session.style);
  Reply reply;
  const auto on_chunk = [&](const ollama::ChatChunk& chunk) {
    spinner.stop();
    return interrupt.stopped() ? Flow::kStop : take(chunk, view, reply);
  };
  reply.asked = repl.backend.chat(repl.session.chat_request(), on_chunk, interrupt.token());
  spinner.stop();
  if (const Result<Written> written = view.finish(); !written) reply.written = std::unexpected(written.error());
  return reply;
}

void report(Repl& repl, const ollama::ChatChunk& last) {
  for (const std::string& warning : last.warnings.lines()) repl.warn(warning);
  if (repl.session.verbose) repl.screen.remark(metrics_text(last.metrics));
  const auto limit = context_limit(repl.backend, repl.session);
  const std::string warning = context_warning({.used_tokens = last.metrics.prompt_eval_count + last.metrics.eval_count,
                                               .limit_tokens = limit.value_or(0),
                                               .answer_cut = last.done_reason == ollama::DoneReason::kLength});
  if (!warning.empty()) repl.warn(warning);
}

}  // namespace

Status ask(Repl& repl, std::string question) {
  repl.session.add_question(std::move(question));
  Reply reply = stream(repl);
  TRY(std::move(reply.written));
  const bool shown = !reply.content.empty() || !reply.thinking.empty();
  if (!reply.asked) {
    repl.session.drop_question();
    if (shown) TRY(repl.print("\n"));
    repl.complain(reply.asked.error());
    return {};
  }
  repl.session.add_answer(std::move(reply.content), std::move(reply.thinking));
  TRY(repl.print("\n\n"));
  if (reply.last.done) report(repl, reply.last);
  return {};
}

}  // namespace hearth::cli
