#include "runtime/generate.h"

#include <iterator>

namespace hearth::runtime {

Result<Generation> generate(Runner& runner, Request request, const OnText& on_text) {
  const auto stream = TRY(runner.submit(std::move(request)));
  Generation result;
  bool wanted = true;
  for (;;) {
    Event event = stream->next();
    if (event.finish) {
      if (event.finish->error) return std::unexpected(std::move(*event.finish->error));
      result.done_reason = wanted ? event.finish->reason : DoneReason::kStop;
      result.usage = event.finish->usage;
      return result;
    }
    if (!wanted) continue;  // drawn before the engine heard that nobody wants more
    std::ranges::move(event.tokens, std::back_inserter(result.tokens));
    result.text += event.text;
    wanted = event.text.empty() || on_text(event.text);
    if (!wanted) stream->cancel();
  }
}

}  // namespace hearth::runtime
