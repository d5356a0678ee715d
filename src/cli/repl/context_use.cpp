#include "cli/repl/context_use.h"

#include "base/text.h"

namespace hearth::cli {

std::string context_warning(const ContextUse& use) {
  constexpr std::string_view kAdvice = "; /clear starts afresh, /set parameter num_ctx makes more room";
  const std::string numbers = concat(use.used_tokens, " of ", use.limit_tokens, " tokens");
  if (use.limit_tokens <= 0 || use.used_tokens * 10 < use.limit_tokens * 9) return {};
  if (use.used_tokens < use.limit_tokens) return concat("the context is nearly full: ", numbers, kAdvice);
  const std::string_view consequence = use.answer_cut ? ", and the answer was cut" : "";
  return concat("the context is full: ", numbers, consequence, kAdvice);
}

std::optional<int64_t> context_limit(Backend& backend, const Session& session) {
  const std::string& name = session.model();
  if (const auto running = backend.ps()) {
    for (const ollama::RunningModel& model : *running) {
      const bool same = model.name == name || model.name == name + ":latest";
      if (same && model.context_length > 0) return model.context_length;
    }
  }
  if (session.options.num_ctx) return session.options.num_ctx;
  const int64_t trained = session.info().details.context_length;
  return trained > 0 ? std::optional(trained) : std::nullopt;
}

}  // namespace hearth::cli
