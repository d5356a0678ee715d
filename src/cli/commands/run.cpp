// hearth run: a prompt to an answer, or a conversation at the terminal.
#include "base/text.h"
#include "cli/backends.h"
#include "cli/command_line.h"
#include "cli/direct_run.h"
#include "cli/engine_options.h"
#include "cli/generation_options.h"
#include "cli/input.h"
#include "cli/json_run.h"
#include "cli/output.h"
#include "cli/pull_model.h"
#include "cli/repl/interactive.h"
#include "cli/repl/one_shot.h"
#include "cli/repl/screen.h"
#include "server/model_source.h"

namespace hearth::cli {
namespace {

struct Flags {
  std::string model;
  std::vector<std::string> words, assignments;
  std::string keep_alive, format, think;
  int32_t n_logprobs = -1, dimensions = 0;
  bool raw = false, json = false, verbose = false, no_wordwrap = false, hide_thinking = false, insecure = false;
  bool truncate = false, local = false;
  GenerationOptions options{};
  runtime::LoadOptions load_by_environment{};
};

Result<CommandLine::Outcome> parse(Arguments arguments, Flags& f) {
  CommandLine line("run");
  line.argument("MODEL", f.model, "a model's name, or a GGUF file");
  line.arguments("PROMPT", f.words, "the prompt, joined by spaces; text on standard input is put in front");
  line.option("--format", "FORMAT", f.format, "shape of the answer: json, or a JSON schema");
  line.flag("--hidethinking", f.hide_thinking, "what a model thinks is not shown");
  line.flag("--insecure", f.insecure, "with a model that is not here: allow a registry of plain HTTP");
  line.option("--keepalive", "DURATION", f.keep_alive, "how long the model stays in memory: 5m, 1h, -1 for good");
  line.flag("--local", f.local, "answer in this process, whatever server there is");
  line.flag("--nowordwrap", f.no_wordwrap, "lines are not broken to fit the window");
  line.option("-o,--option", "NAME=VALUE", f.assignments, "set one of the options below; may be given several times");
  line.option("--think", "LEVEL", f.think, "whether a model thinks first: true, false, low, medium, high or max");
  line.flag("--verbose", f.verbose, "counts, times and rates on standard error, after the answer");
  line.option("--dimensions", "N", f.dimensions, "embedding models: length of the vector");
  line.flag("--truncate", f.truncate, "embedding models: a text that is too long is cut");
  line.flag("--raw", f.raw, "the prompt goes to the model as it is, without its template");
  line.flag("--json", f.json, "one JSON object: answer, counts, times, and all token ids, with the one that ends it");
  line.option("--logprobs", "N", f.n_logprobs,
              "with --json: the log-probability of each token and of the N most likely");
  line.explain("Options", option_rows());
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return CommandLine::kHelp;
  if (f.n_logprobs >= 0 && !f.json) return fail(ErrorCode::kInvalidArgument, "--logprobs needs --json");
  f.load_by_environment = TRY(load_engine_options());
  f.options.load = f.load_by_environment;
  TRY(set_options(f.assignments, f.options));
  return CommandLine::kRun;
}

Result<ollama::Format> read_format(const std::string& text) {
  if (text.empty()) return ollama::Format{};
  const auto schema = Json::parse(text);
  return ollama::parse_format(text == "json" || !schema ? Json(text) : *schema);
}

Result<RunOptions> run_options(const Flags& f) {
  RunOptions options{.model = f.model,
                     .options = f.options.request,
                     .style = {.wordwrap = !f.no_wordwrap, .thinking = !f.hide_thinking},
                     .raw = f.raw,
                     .verbose = f.verbose,
                     .truncate = f.truncate,
                     .dimensions = f.dimensions};
  if (!f.keep_alive.empty()) options.keep_alive = TRY(ollama::parse_keep_alive_text(f.keep_alive));
  if (!f.think.empty()) options.think = TRY(ollama::parse_think_text(f.think));
  options.format = TRY(read_format(f.format));
  return options;
}

// What was set for an engine of this process has no effect on a server's.
void warn_of_load_options(const Flags& f, Screen& screen) {
  const auto ignored = [&](std::string_view name) {
    screen.remark(concat("warning: option ", name, " is ignored: the server has loaded its models its own way\n"));
  };
  if (f.options.load.n_threads != f.load_by_environment.n_threads) ignored("num_thread");
  if (f.options.load.activations != f.load_by_environment.activations) ignored("activations");
}

// A file is used in this process, where it lies. For a name a server is started where none answers. Null: this process.
Result<std::unique_ptr<Backend>> choose_server(const Flags& f) {
  if (f.local || server::is_model_file(f.model)) return nullptr;
  return find_or_start_server();
}

DirectRun direct_run(const Flags& f, const ollama::Format& format, const std::string& prompt) {
  return {.model = f.model,
          .prompt = prompt,
          .format = format,
          .n_logprobs = f.n_logprobs,
          .raw = f.raw,
          .json = f.json,
          .verbose = f.verbose,
          .options = f.options};
}

}  // namespace

Status run_run(Arguments arguments) {
  Flags f;
  if (TRY(parse(arguments, f)) == CommandLine::kHelp) return {};
  const bool interactive = f.words.empty() && stdin_is_terminal() && stdout_is_terminal() && !f.json && !f.raw;
  const std::string prompt = interactive ? std::string() : join_prompt(TRY(read_stdin()), f.words);
  const RunOptions options = TRY(run_options(f));
  StandardScreen screen;
  const auto server = TRY(choose_server(f));
  if (server) warn_of_load_options(f, screen);
  const auto local = server ? nullptr : TRY(open_local_backend(f.options.load));
  Backend& backend = server ? *server : *local;
  if (!server::is_model_file(f.model)) TRY(ensure_model(backend, {.model = f.model, .insecure = f.insecure}));
  if (!server && (f.json || f.raw)) return run_directly(direct_run(f, options.format, prompt));
  for (const std::string& line : f.options.warnings.lines()) screen.remark("warning: " + line + '\n');
  if (f.json) return run_json(backend, screen, options, prompt, f.n_logprobs);
  return interactive ? run_interactive(backend, options) : run_prompt(backend, screen, options, prompt);
}

}  // namespace hearth::cli
