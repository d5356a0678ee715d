#include "cli/direct_run.h"

#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "cli/answer.h"
#include "cli/backends.h"
#include "cli/interrupt.h"
#include "cli/message_line.h"
#include "cli/output.h"
#include "runtime/generate.h"
#include "server/answer_grammar.h"
#include "server/generation_settings.h"
#include "server/model_source.h"
#include "server/prompt_maker.h"

namespace hearth::cli {
namespace {

using Clock = std::chrono::steady_clock;

int64_t ns_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

Result<server::ModelSource> find_source(const std::string& model) {
  if (server::is_model_file(model)) return server::file_source(model);
  const store::Store store = TRY(open_store());
  return server::open_source(store, model);
}

Result<std::vector<int32_t>> encode(const runtime::Engine& engine, const server::ModelSource& source,
                                    const DirectRun& run) {
  const server::PromptMaker maker(engine, source);
  if (run.raw) return maker.encode(run.prompt);
  std::vector<ollama::Message> messages;
  if (!source.system.empty()) messages.push_back({.role = "system", .content = source.system});
  messages.insert(messages.end(), source.messages.begin(), source.messages.end());
  messages.push_back({.role = "user", .content = run.prompt});
  return maker.encode(TRY(maker.render(messages)));
}

// Generates, and shows the text as it comes unless all is to be one JSON object.
Result<runtime::Generation> generate(runtime::Runner& runner, runtime::Request request, const DirectRun& run,
                                     Interrupt& interrupt) {
  Status written;
  bool read = true;
  const auto show = [&](std::string_view text) {
    interrupt.mark_shown();
    if (!run.json) {
      const Result<Written> result = write_out(text);
      if (!result) written = std::unexpected(result.error());
      read = result && *result == Written::kAll;
    }
    return read && !interrupt.noted();
  };
  auto generation = TRY(runtime::generate(runner, std::move(request), show));
  TRY(std::move(written));
  return generation;
}

Status report(const Answer& answer, const DirectRun& run, const tokenizer::Tokenizer& tokenizer) {
  if (run.json) {
    TRY(write_out(answer_json(answer, tokenizer).dump() + '\n'));
  } else {
    TRY(write_out("\n\n"));
  }
  if (run.verbose) std::fputs(timing_table(answer).c_str(), stderr);
  return {};
}

}  // namespace

Status run_directly(const DirectRun& run) {
  const Clock::time_point start = Clock::now();
  Interrupt interrupt;
  const server::ModelSource source = TRY(find_source(run.model));
  const api::Options options = api::merge(run.options.request, source.parameters);
  grammar::SharedGrammar grammar = TRY(server::answer_grammar(run.format, options));
  runtime::LoadOptions load = run.options.load;
  if (options.num_ctx) load.n_ctx = static_cast<int32_t>(*options.num_ctx);
  runtime::Runner runner(TRY(runtime::Engine::load(source.weights.path, load)), {});
  const runtime::Engine& engine = runner.engine();
  Answer answer{.model = run.model, .created_at = std::chrono::system_clock::now()};
  answer.load_ns = ns_since(start);

  api::Warnings warnings = run.options.warnings;
  runtime::Request request = server::generation_settings(options, engine.tokenizer(), engine.n_ctx(), warnings);
  request.options.n_logprobs = run.n_logprobs;
  request.grammar = std::move(grammar);
  answer.seed = request.options.sampler.seed;
  for (const std::string& line : warnings.lines()) std::fprintf(stderr, "warning: %s\n", message_line(line).c_str());
  if (run.prompt.empty()) {
    answer.total_ns = ns_since(start);
    if (run.json) TRY(write_out(load_json(answer).dump() + '\n'));
    return {};
  }
  request.prompt = answer.prompt = TRY(encode(engine, source, run));
  answer.generation = TRY(generate(runner, std::move(request), run, interrupt));
  answer.interrupted = interrupt.noted();
  answer.total_ns = ns_since(start);
  return report(answer, run, engine.tokenizer());
}

}  // namespace hearth::cli
