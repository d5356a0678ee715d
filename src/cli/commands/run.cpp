// hearth run: a prompt, through the model's chat template, to an answer.
#include <chrono>
#include <cstdio>

#include "base/text.h"
#include "chat/prompt.h"
#include "cli/answer.h"
#include "cli/command_line.h"
#include "cli/engine_options.h"
#include "cli/generation_options.h"
#include "cli/input.h"
#include "cli/interrupt.h"
#include "cli/output.h"

namespace hearth::cli {
namespace {

using Clock = std::chrono::steady_clock;
using tokenizer::SpecialTokens;

struct Settings {
  std::string file;
  std::vector<std::string> words, assignments;
  int32_t n_logprobs = -1;
  bool raw = false, json = false, verbose = false;
  GenerationOptions options;
};

int64_t ns_since(Clock::time_point start) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
}

Result<CommandLine::Outcome> parse(Arguments arguments, Settings& s) {
  CommandLine line("run");
  line.argument("FILE", s.file, "a GGUF model file");
  line.arguments("PROMPT", s.words, "the prompt, joined by spaces; text on standard input is put in front");
  line.option("-o,--option", "NAME=VALUE", s.assignments, "set one of the options below; may be given several times");
  line.flag("--raw", s.raw, "the prompt goes to the model as it is, without its chat template");
  line.flag("--verbose", s.verbose, "counts, times and rates on standard error, after the answer");
  line.flag("--json", s.json, "one JSON object: answer, counts, times, and all token ids, with the one that ends it");
  line.option("--logprobs", "N", s.n_logprobs,
              "with --json: the log-probability of each token and of the N most likely");
  line.explain("Options", option_rows());
  if (TRY(line.parse(arguments)) == CommandLine::kHelp) return CommandLine::kHelp;
  if (s.n_logprobs >= 0 && !s.json) return fail(ErrorCode::kInvalidArgument, "--logprobs needs --json");
  s.options.load = TRY(engine_options_from_environment());
  s.options.generate.n_logprobs = s.n_logprobs;
  TRY(set_options(s.assignments, s.options));
  return CommandLine::kRun;
}

Result<std::string> read_prompt(const Settings& s) {
  if (s.words.empty() && stdin_is_terminal()) {
    return fail(ErrorCode::kInvalidArgument,
                "interactive mode is not available yet; give a prompt as argument or on standard input");
  }
  return join_prompt(TRY(read_stdin()), s.words);
}

Result<std::vector<int32_t>> encode(const runtime::Engine& engine, const Settings& s, std::string text) {
  const tokenizer::Tokenizer& tokenizer = engine.tokenizer();
  chat::Prompt prompt{std::move(text)};
  if (!s.raw) {
    const auto name = [&](int32_t id) { return id < 0 ? std::string() : std::string(tokenizer.name(id)); };
    const chat::Message message{"user", std::move(prompt.text)};
    prompt = TRY(chat::make_prompt(engine.file().find_string("tokenizer.chat_template"), {&message, 1},
                                   {.bos_token = name(tokenizer.bos()), .eos_token = name(tokenizer.eos())}));
  }
  return tokenizer.encode(prompt.text, {.special = SpecialTokens::kParse, .bos = prompt.bos});
}

// Generates, and shows the text as it comes unless all is to be one JSON object.
Status generate(runtime::Runner& runner, const Settings& s, Interrupt& interrupt, Answer& answer) {
  Status written;
  bool read = true;
  const auto show = [&](std::string_view text) {
    interrupt.mark_shown();
    if (!s.json) {
      const Result<Written> result = write_out(text);
      if (!result) written = std::unexpected(result.error());
      read = result && *result == Written::kAll;
    }
    return read && !interrupt.noted();
  };
  answer.generation = TRY(runtime::generate(runner, {.prompt = answer.prompt, .options = s.options.generate}, show));
  answer.interrupted = interrupt.noted();
  return written;
}

Status report(const Answer& answer, const Settings& s, const tokenizer::Tokenizer& tokenizer) {
  if (s.json) {
    TRY(write_out(answer_json(answer, tokenizer).dump() + '\n'));
  } else {
    TRY(write_out("\n\n"));
  }
  if (s.verbose) std::fputs(timing_table(answer).c_str(), stderr);
  return {};
}

}  // namespace

Status run_run(Arguments arguments) {
  const Clock::time_point start = Clock::now();
  Settings s;
  if (TRY(parse(arguments, s)) == CommandLine::kHelp) return {};
  const std::string text = TRY(read_prompt(s));
  Interrupt interrupt;
  const Clock::time_point load_start = Clock::now();
  runtime::Runner runner(TRY(runtime::Engine::load(s.file, s.options.load)), {});
  Answer answer{.model = s.file, .created_at = std::chrono::system_clock::now(), .seed = *s.options.seed};
  answer.load_ns = ns_since(load_start);
  if (text.empty()) {
    answer.total_ns = ns_since(start);
    if (s.json) TRY(write_out(load_json(answer).dump() + '\n'));
    return {};
  }
  answer.prompt = TRY(encode(runner.engine(), s, text));
  TRY(generate(runner, s, interrupt, answer));
  answer.total_ns = ns_since(start);
  return report(answer, s, runner.engine().tokenizer());
}

}  // namespace hearth::cli
