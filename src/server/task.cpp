#include "server/task.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "api/ollama/errors.h"
#include "base/text.h"
#include "server/answer_grammar.h"
#include "server/choice_streams.h"
#include "server/generation_settings.h"
#include "server/model_source.h"
#include "server/output_reader.h"
#include "server/prompt_maker.h"
#include "server/vocabulary.h"

namespace hearth::server {
namespace {

using api::Attempt;
using api::Failure;

std::unexpected<Failure> refuse(const Error& error, std::string field = {}) {
  return std::unexpected(api::failure(error, std::move(field)));
}

Attempt<ModelSource> find_model(const store::Store& store, const std::string& name) {
  auto source = open_source(store, name);
  if (source) return *std::move(source);
  const ErrorCode code = source.error().code;
  if (code != ErrorCode::kNotFound && code != ErrorCode::kInvalidArgument) return refuse(source.error(), "model");
  return std::unexpected(Failure{.status = 404,
                                 .message = concat("model ", api::quoted_name(name), " not found"),
                                 .field = "model",
                                 .code = "model_not_found"});
}

bool wants_thinking(const Task& task) {
  return task.think != ollama::Think::kUnset && task.think != ollama::Think::kOff;
}

// Whether the assistant has said the beginning of its answer.
bool is_begun(const Task& task) {
  return task.continues_last && !task.messages.empty() && task.messages.back().role == "assistant" &&
         task.messages.back().tool_calls.empty();
}

// A model that must not call tools is not told of them.
std::vector<Json> shown_tools(const Task& task) {
  return task.tool_choice.kind == api::ToolChoice::Kind::kNone ? std::vector<Json>() : task.tools;
}

std::unexpected<Failure> refuse_thinking(const Task& task) {
  return api::refuse(task.think_field, ollama::failure(ollama::Refusal::kNoThinking, task.model).message);
}

// What cannot be done, as far as the model's layers tell.
Attempt<void> check_abilities(const Task& task, const ModelSource& source) {
  using Kind = api::ToolChoice::Kind;
  if (task.tool_choice.kind == Kind::kRequired || task.tool_choice.kind == Kind::kNamed) {
    return api::refuse("tool_choice", "tool_choice: that a tool is called cannot be ensured, expected auto or none");
  }
  if (!shown_tools(task).empty() && lacks(source, "tools")) {
    return api::refuse("tools", ollama::failure(ollama::Refusal::kNoTools, full_name(source)).message);
  }
  if (!wants_thinking(task)) return {};
  if (lacks(source, "thinking")) return refuse_thinking(task);
  if (is_begun(task)) {
    return api::refuse(task.think_field, concat(task.think_field,
                                                ": there is no thinking before an answer that the "
                                                "last message has begun"));
  }
  return {};
}

// Shows the template what the task has besides messages. Where the answer is held to a shape or has begun, there is no
// room to think unless that is asked for.
Attempt<void> show_extras(PromptMaker& maker, const Task& task, const ModelSource& source) {
  const api::Options options = api::merge(task.options, source.parameters);
  const bool is_held = task.format.kind != ollama::Format::Kind::kNone || !options.grammar.value_or("").empty();
  const bool has_room = wants_thinking(task) || (!is_held && !is_begun(task));
  maker.show({.tools = shown_tools(task), .think = has_room ? task.think : ollama::Think::kOff});
  if (wants_thinking(task) && !maker.can_think()) return refuse_thinking(task);
  return {};
}

// How an answer is to be read. A text that goes on, and an answer with a format, are that and nothing else.
chat::OutputFormat output_format(const Task& task, const PromptMaker& maker) {
  const bool is_plain = !task.prompts.empty() || task.format.kind != ollama::Format::Kind::kNone;
  return is_plain ? chat::OutputFormat() : maker.output_format();
}

Attempt<void> check_biases(const api::Options& options, int32_t n_vocab) {
  if (!options.logit_bias) return {};
  for (const api::TokenBias& entry : *options.logit_bias) {
    if (entry.token >= 0 && entry.token < n_vocab) continue;
    return api::refuse("logit_bias",
                       concat("logit_bias: token ", entry.token, " is not in the vocabulary of ", n_vocab));
  }
  return {};
}

Attempt<void> check_length(size_t n_tokens, int32_t n_ctx, std::string field) {
  if (n_tokens == 0) return api::refuse(std::move(field), "the prompt is empty");
  if (static_cast<int64_t>(n_tokens) < n_ctx) return {};
  Failure failure = api::failure(prompt_too_long(n_tokens, n_ctx), std::move(field));
  failure.code = "context_length_exceeded";
  return std::unexpected(std::move(failure));
}

using Prompts = std::vector<std::vector<int32_t>>;

Attempt<std::vector<int32_t>> chat_tokens(const Task& task, const ModelSource& source, const PromptMaker& maker) {
  std::vector<ollama::Message> messages = whole_conversation(source, task.messages);
  std::string begun;  // what the assistant has said of its answer
  if (is_begun(task)) {
    begun = std::move(messages.back().content);
    messages.pop_back();
  }
  const auto text = maker.render(messages);
  if (!text) return refuse(text.error(), "messages");
  return maker.encode(*text + begun);
}

Attempt<Prompts> insert_tokens(const Task& task, const PromptMaker& maker) {
  const auto* text = task.prompts.size() == 1 ? std::get_if<std::string>(task.prompts.data()) : nullptr;
  if (text == nullptr) return api::refuse("suffix", "suffix: expected one prompt that is a string beside it");
  auto filled = maker.render_insert(*text, task.suffix);
  if (!filled) return refuse(filled.error(), "suffix");
  return Prompts{maker.encode(*filled)};
}

Attempt<Prompts> prompt_tokens(const Task& task, const ModelSource& source, const PromptMaker& maker,
                               const tokenizer::Tokenizer& tokenizer) {
  if (task.prompts.empty()) {
    auto tokens = chat_tokens(task, source, maker);
    if (!tokens) return std::unexpected(tokens.error());
    return Prompts{*std::move(tokens)};
  }
  if (!task.suffix.empty()) return insert_tokens(task, maker);
  Prompts all;
  for (const openai::TextOrTokens& prompt : task.prompts) {
    const auto* text = std::get_if<std::string>(&prompt);
    all.push_back(text != nullptr ? maker.encode(*text) : std::get<std::vector<int32_t>>(prompt));
    if (const Status valid = check_tokens(tokenizer, all.back(), "prompt"); !valid)
      return refuse(valid.error(), "prompt");
  }
  return all;
}

std::vector<std::string> prompt_texts(const Task& task, const tokenizer::Tokenizer& tokenizer) {
  std::vector<std::string> texts;
  for (const openai::TextOrTokens& prompt : task.prompts) {
    const auto* text = std::get_if<std::string>(&prompt);
    texts.push_back(text != nullptr
                        ? *text
                        : tokenizer.decode(std::get<std::vector<int32_t>>(prompt), tokenizer::SpecialTokens::kParse));
  }
  return texts;
}

// The answers of a task on their way through a loaded model.
class Run {
 public:
  Run(runtime::Runner& runner, const Task& task, TaskSink& sink, const std::stop_token& stop)
      : runner_(runner), task_(task), sink_(sink), stop_(stop), streams_(runner, stop) {}

  // Hands the prompts to the engine. `settings`: all of a request but its prompt.
  Attempt<void> begin(const runtime::Request& settings, const Prompts& prompts, const chat::OutputFormat& format) {
    for (size_t p = 0; p < prompts.size(); ++p) {
      for (int32_t i = 0; i < task_.n; ++i) {
        choices_.push_back({.reader = OutputReader(format, runner_.engine().tokenizer(), prompts[p])});
      }
      runtime::Request request = settings;
      request.prompt = prompts[p];
      request.shown_tokens = choices_.back().reader.shown_tokens();
      requests_.push_back(std::move(request));
      usage_.prompt_tokens += static_cast<int64_t>(prompts[p].size());
      if (const Status added = add(static_cast<int32_t>(p) * task_.n); !added) return refuse(added.error());
    }
    has_begun_.resize(requests_.size());
    return {};
  }

  // Hands on what comes, until all have ended.
  Attempt<std::optional<TaskUsage>> go_on() {
    while (streams_.n_open() > 0) {
      ChoiceStreams::Next next = streams_.next();
      if (const Status added = add_siblings(next.choice); !added) return refuse(added.error());
      const auto wanted = hand_on(next.choice, std::move(next.event));
      if (!wanted) return refuse(wanted.error());
      if (!*wanted) return std::nullopt;
    }
    return usage_;
  }

 private:
  struct Choice {
    OutputReader reader;
    int64_t n_generated = 0;   // tokens
    int64_t n_tool_calls = 0;  // told of
  };

  Status add(int32_t choice) {
    runtime::Request request = requests_[static_cast<size_t>(choice / task_.n)];
    request.options.sampler.seed += static_cast<uint64_t>(choice % task_.n);
    return streams_.add(choice, std::move(request));
  }

  // The first answer to a prompt reads it; the others begin when it has begun, and find the prompt in the cache.
  Status add_siblings(int32_t choice) {
    const auto prompt = static_cast<size_t>(choice / task_.n);
    if (has_begun_[prompt]) return {};
    has_begun_[prompt] = true;
    for (int32_t i = 1; i < task_.n; ++i) TRY(add(choice + i));
    return {};
  }

  Result<bool> hand_on(int32_t number, runtime::Event event) {
    Choice& choice = choices_[static_cast<size_t>(number)];
    if (!event.finish) {
      choice.n_generated += static_cast<int64_t>(event.tokens.size());
      return tell(number, choice.reader.read(piece_of(std::move(event), runner_.engine().tokenizer())));
    }
    if (event.finish->reason == runtime::DoneReason::kCancelled && stop_.stop_requested()) return false;
    AnswerEnd end = TRY(end_of(*std::move(event.finish), choice.n_generated));
    if (!tell(number, choice.reader.finish())) return false;
    end.n_tool_calls = choice.n_tool_calls;
    usage_.completion_tokens += choice.n_generated;
    usage_.thinking_tokens += choice.reader.n_thinking_tokens();
    if (number % task_.n == 0) usage_.cached_tokens += end.usage.cached_tokens;
    return sink_.on_end(number, end);
  }

  // Of calls that may not be several, only the first is told.
  bool tell(int32_t number, Piece piece) {
    int64_t& n_calls = choices_[static_cast<size_t>(number)].n_tool_calls;
    if (!task_.tool_choice.parallel && !piece.tool_calls.empty()) {
      piece.tool_calls.resize(n_calls == 0 ? 1 : 0);
    }
    n_calls += static_cast<int64_t>(piece.tool_calls.size());
    return is_empty(piece) || sink_.on_piece(number, piece);
  }

  runtime::Runner& runner_;
  const Task& task_;
  TaskSink& sink_;
  std::stop_token stop_;
  ChoiceStreams streams_;
  std::vector<runtime::Request> requests_;  // of each prompt
  std::vector<bool> has_begun_;             // [requests_]: its first answer has
  std::vector<Choice> choices_;
  TaskUsage usage_;
};

}  // namespace

Attempt<std::optional<TaskUsage>> run_task(const store::Store& store, ModelManager& models, const Task& task,
                                           TaskSink& sink, const std::stop_token& stop) {
  const auto source = find_model(store, task.model);
  if (!source) return std::unexpected(source.error());
  if (only_embeds(*source)) {
    return api::refuse("model", concat(api::quoted_name(task.model), " makes embeddings and no text"));
  }
  if (const auto able = check_abilities(task, *source); !able) return std::unexpected(able.error());
  const api::Options options = api::merge(api::merge(task.options, source->parameters), task.defaults);
  auto grammar = answer_grammar(task.format, options);
  const bool by_format = task.format.kind != ollama::Format::Kind::kNone;
  if (!grammar) return refuse(grammar.error(), by_format ? task.format_field : "grammar");
  const auto lease = models.acquire(source->weights, std::nullopt, stop);
  if (!lease) return refuse(lease.error());
  const runtime::Engine& engine = lease->runner().engine();

  TaskStart start{.warnings = task.warnings};
  start.warnings.add(source->warnings);
  if (const auto known = check_biases(options, engine.n_vocab()); !known) return std::unexpected(known.error());
  runtime::Request settings = generation_settings(options, engine.tokenizer(), engine.n_ctx(), start.warnings);
  settings.options.n_logprobs = task.n_logprobs;
  settings.grammar = *std::move(grammar);
  PromptMaker maker(engine, *source);
  if (const auto shown = show_extras(maker, task, *source); !shown) return std::unexpected(shown.error());
  const auto prompts = prompt_tokens(task, *source, maker, engine.tokenizer());
  if (!prompts) return std::unexpected(prompts.error());
  for (const std::vector<int32_t>& prompt : *prompts) {
    const auto fits = check_length(prompt.size(), settings.n_ctx, task.prompts.empty() ? "messages" : "prompt");
    if (!fits) return std::unexpected(fits.error());
    start.prompt_tokens += static_cast<int64_t>(prompt.size());
  }
  start.prompts = prompt_texts(task, engine.tokenizer());
  Run run(lease->runner(), task, sink, stop);
  if (const auto begun = run.begin(settings, *prompts, output_format(task, maker)); !begun) {
    return std::unexpected(begun.error());
  }
  if (!sink.on_start(start)) return std::nullopt;
  return run.go_on();
}

Attempt<int64_t> count_tokens(const store::Store& store, const Task& task) {
  const auto source = find_model(store, task.model);
  if (!source) return std::unexpected(source.error());
  if (const auto able = check_abilities(task, *source); !able) return std::unexpected(able.error());
  const auto vocabulary = open_vocabulary(*source);
  if (!vocabulary) return refuse(vocabulary.error(), "model");
  PromptMaker maker(*vocabulary->file, *vocabulary->tokenizer, *source);
  if (const auto shown = show_extras(maker, task, *source); !shown) return std::unexpected(shown.error());
  const auto tokens = chat_tokens(task, *source, maker);
  if (!tokens) return std::unexpected(tokens.error());
  return static_cast<int64_t>(tokens->size());
}

}  // namespace hearth::server
