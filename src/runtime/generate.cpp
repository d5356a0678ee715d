#include "runtime/generate.h"

#include <algorithm>
#include <chrono>

#include "base/text.h"
#include "runtime/stop_matcher.h"
#include "tokenizer/detokenizer.h"

namespace hearth::runtime {
namespace {

int64_t now_ns() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

// Runs the whole prompt; the logits are those of its last token.
Result<Tensor> run_prompt(Engine& engine, Sequence& sequence, std::span<const int32_t> prompt) {
  const size_t max_rows = static_cast<size_t>(engine.options().max_rows);
  while (prompt.size() > max_rows) {
    TRY(engine.run({{&sequence, prompt.first(max_rows), Outputs::kNone}}));
    prompt = prompt.subspan(max_rows);
  }
  return engine.run({{&sequence, prompt, Outputs::kLast}});
}

}  // namespace

Result<Generation> generate(Engine& engine, const std::vector<int32_t>& prompt, const GenerateOptions& options,
                            const OnText& on_text) {
  if (prompt.empty()) return fail(ErrorCode::kInvalidArgument, "the prompt is empty");
  if (static_cast<int64_t>(prompt.size()) >= engine.n_ctx()) {
    return fail(ErrorCode::kInvalidArgument, concat("the prompt has ", prompt.size(), " tokens, the context ",
                                                    engine.n_ctx(), "; shorten the prompt or raise num_ctx"));
  }
  Generation result;
  result.prompt_tokens = static_cast<int32_t>(prompt.size());
  Sequence sequence(engine);
  sampling::Sampler sampler(options.sampler);
  tokenizer::Detokenizer detokenizer(engine.tokenizer());
  StopMatcher stops(options.stop);
  std::vector<int32_t> history = prompt;
  const int64_t room = engine.n_ctx() - static_cast<int64_t>(prompt.size());
  const int64_t limit = options.num_predict < 0 ? room : std::min<int64_t>(room, options.num_predict);
  const int64_t start = now_ns();
  int64_t first_token = start;
  const auto show = [&](const std::string& text) {
    result.text += text;
    return text.empty() || on_text(text);
  };

  Tensor logits = TRY(run_prompt(engine, sequence, prompt));
  first_token = now_ns();
  result.done_reason = DoneReason::kLength;
  bool wanted = true;
  for (int64_t n = 0; n < limit; ++n) {
    const std::span<const float> row(logits.data, static_cast<size_t>(logits.columns));
    const int32_t token = sampler.sample(row, history, static_cast<int64_t>(history.size()));
    history.push_back(token);
    GeneratedToken& generated = result.tokens.emplace_back(GeneratedToken{token, {}});
    if (options.n_logprobs >= 0) generated.logprobs = sampling::logprobs(row, token, options.n_logprobs);
    if (engine.tokenizer().is_end_of_generation(token)) {
      result.done_reason = DoneReason::kStop;
      break;
    }
    wanted = show(stops.push(detokenizer.push(token)));
    if (stops.stopped() || !wanted) {
      result.done_reason = DoneReason::kStop;
      break;
    }
    if (n + 1 < limit) logits = TRY(engine.run({{&sequence, std::span(&token, 1), Outputs::kLast}}));
  }
  if (wanted && !stops.stopped()) {
    std::string rest = stops.push(detokenizer.flush());
    rest += stops.flush();
    show(rest);
  }
  result.prompt_ns = first_token - start;
  result.eval_ns = now_ns() - first_token;
  return result;
}

}  // namespace hearth::runtime
