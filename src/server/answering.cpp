#include "server/answering.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "base/text.h"
#include "server/answer_events.h"
#include "server/answer_grammar.h"
#include "server/generation_settings.h"
#include "server/output_reader.h"
#include "server/prompt_maker.h"

namespace hearth::server {
namespace {

using ollama::Failure;
using ollama::Refusal;
using Clock = std::chrono::steady_clock;

std::unexpected<Failure> refuse(Refusal refusal, std::string_view about = {}) {
  return std::unexpected(ollama::failure(refusal, about));
}
std::unexpected<Failure> refuse(const Error& error) { return std::unexpected(ollama::failure(error)); }

WallTime now() { return std::chrono::time_point_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now()); }

bool wants_thinking(const ollama::InferenceRequest& request) {
  return request.think != ollama::Think::kUnset && request.think != ollama::Think::kOff;
}

// A grammar holds the output from its first token on, so that there is no room to think unless that is asked for.
ollama::Think think_of(const ollama::InferenceRequest& request, const runtime::Request& prompt) {
  return prompt.grammar && request.think == ollama::Think::kUnset ? ollama::Think::kOff : request.think;
}
// An answer with a format is that and nothing else. One in a grammar of the request's own may be what is looked for.
chat::OutputFormat format_of(const ollama::InferenceRequest& request, const PromptMaker& maker) {
  return request.format.kind == ollama::Format::Kind::kNone ? maker.output_format() : chat::OutputFormat();
}

// What this model cannot do.
std::expected<void, Failure> check_abilities(const ollama::InferenceRequest& request, const ModelSource& source) {
  if (wants_thinking(request) && lacks(source, "thinking")) return refuse(Refusal::kNoThinking, request.model);
  return {};
}

// One request on its way through a loaded model; `Chunk` is the endpoint's.
template <class Chunk>
struct Answerer {
  const ollama::InferenceRequest& request;
  const OnChunk<Chunk>& on_chunk;
  std::stop_token stop;
  const OnQueued& on_queued;
  Clock::time_point start = Clock::now();

  Chunk chunk() const {
    Chunk made;
    made.model = request.model;
    made.created_at = now();
    return made;
  }

  // The chunk that says only why nothing was generated.
  Answered finish(ollama::DoneReason reason, const api::Warnings& warnings = {}) const {
    Chunk made = chunk();
    made.done = true;
    made.done_reason = reason;
    made.warnings = warnings;
    on_chunk(made);
    return {};
  }

  // `set_text` puts a piece into a chunk; `set_last` completes the last chunk.
  template <class SetText, class SetLast>
  Answered run(ModelManager::Lease& lease, runtime::Request prompt, OutputReader reader, api::Warnings warnings,
               const SetText& set_text, const SetLast& set_last) const {
    const auto hand_on = [&](const Piece& piece) {
      if (is_empty(piece)) {
        set_text(nullptr, piece);
        return true;
      }
      Chunk made = chunk();
      made.logprobs = piece.logprobs;
      set_text(&made, piece);
      return on_chunk(made);
    };
    prompt.shown_tokens = reader.shown_tokens();
    prompt.options.n_logprobs = request.logprobs ? static_cast<int32_t>(request.top_logprobs) : -1;
    prompt.priority =
        request.priority == ollama::Priority::kBatch ? runtime::Priority::kBatch : runtime::Priority::kInteractive;
    prompt.context_full = request.shift ? runtime::ContextFull::kShift : runtime::ContextFull::kEnd;
    const auto end = run_request(
        lease.runner(), std::move(prompt), [&](const Piece& piece) { return hand_on(reader.read(piece)); }, stop,
        on_queued);
    if (!end && end.error().code == ErrorCode::kBusy) return std::unexpected(queue_full(lease.runner()));
    if (!end) return refuse(end.error());
    if (!*end || !hand_on(reader.finish())) return {};
    const AnswerEnd& known = **end;
    Chunk last = chunk();
    last.done = true;
    last.done_reason = known.reason;
    last.metrics = metrics_of(known, lease.load_time(), Clock::now() - start);
    warn_of_end(known, warnings);
    last.warnings = std::move(warnings);
    set_last(last);
    on_chunk(last);
    return {};
  }
};

TooLong too_long(const ollama::InferenceRequest& request) {
  return request.truncate ? TooLong::kDropOldest : TooLong::kRefuse;
}

// The text of a prompt that is to be completed or filled in; `context` goes before it.
Result<std::string> prompt_text(const ollama::GenerateRequest& request, const ModelSource& source,
                                const PromptMaker& maker) {
  if (request.raw) return request.prompt;
  if (!request.suffix.empty()) return maker.render_insert(request.prompt, request.suffix);
  std::vector<ollama::Message> messages;
  const std::string& system = request.system.empty() ? source.system : request.system;
  if (!system.empty()) messages.push_back({.role = "system", .content = system});
  if (request.context.empty()) messages.insert(messages.end(), source.messages.begin(), source.messages.end());
  messages.push_back({.role = "user", .content = request.prompt});
  return maker.render(messages);
}

// A prompt that does not fit is refused, or keeps its first num_keep tokens and its end, so that half of the rest of
// the context is left for the answer.
Status cut_to_fit(runtime::Request& request, TooLong too_long, api::Warnings& warnings) {
  const int64_t n = static_cast<int64_t>(request.prompt.size()), n_ctx = request.n_ctx;
  if (n < n_ctx) return {};
  if (too_long == TooLong::kRefuse) return std::unexpected(prompt_too_long(request.prompt.size(), request.n_ctx));
  const int64_t keep = std::clamp<int64_t>(request.num_keep < 0 ? n : request.num_keep, 0, n_ctx - 2);
  const int64_t left = n_ctx - std::max<int64_t>((n_ctx - keep) / 2, 1), n_dropped = n - left;
  const auto first = request.prompt.begin() + keep;
  request.prompt.erase(first, first + n_dropped);
  warnings.add(concat("the prompt of ", n, " tokens was too long for the context of ", n_ctx, ": ", n_dropped,
                      " tokens after the first ", keep, " were left out"));
  return {};
}

bool unloads(const ollama::ModelRequest& request) { return request.keep_alive && request.keep_alive->ns == 0; }

api::Warnings all_warnings(const ollama::ModelRequest& request, const ModelSource& source) {
  api::Warnings warnings = request.warnings;
  warnings.add(source.warnings);
  return warnings;
}

}  // namespace

std::expected<ModelSource, Failure> Answering::find(const std::string& name) const {
  if (files_ == Files::kAllowed && is_model_file(name)) return file_source(name);
  if (!store::ModelName::parse(name)) return refuse(Refusal::kNameInvalid);
  auto source = open_source(store_, name);
  if (source) return *std::move(source);
  if (source.error().code == ErrorCode::kNotFound) return refuse(Refusal::kModelNotFound, name);
  return refuse(source.error());
}

Answered Answering::load(const ollama::ModelRequest& request, const std::stop_token& stop) const {
  auto source = find(request.model);
  if (!source) return std::unexpected(source.error());
  if (unloads(request)) {
    models_.unload(source->weights.path);
    return {};
  }
  const auto lease = models_.acquire(source->weights, request.keep_alive, stop);
  if (!lease) return refuse(lease.error());
  return {};
}

Answered Answering::chat(const ollama::ChatRequest& request, const OnChunk<ollama::ChatChunk>& on_chunk,
                         const std::stop_token& stop) const {
  const Answerer<ollama::ChatChunk> answerer{request, on_chunk, stop, on_queued_};
  if (request.model.empty()) return refuse(Refusal::kModelMissing);
  auto source = find(request.model);
  if (!source) return std::unexpected(source.error());
  if (request.messages.empty()) {
    if (const Answered loaded = load(request, stop); !loaded) return loaded;
    return answerer.finish(unloads(request) ? ollama::DoneReason::kUnload : ollama::DoneReason::kLoad);
  }
  if (only_embeds(*source)) return refuse(Refusal::kNoChat, request.model);
  if (!request.tools.empty() && lacks(*source, "tools")) return refuse(Refusal::kNoTools, full_name(*source));
  for (const ollama::Message& message : request.messages) {
    if (!message.images.empty())
      return std::unexpected(Failure{400, concat("\"", request.model, "\" does not support images")});
  }
  if (const auto able = check_abilities(request, *source); !able) return able;
  const api::Options options = api::merge(request.options, source->parameters);
  auto grammar = answer_grammar(request.format, options);
  if (!grammar) return refuse(grammar.error());
  auto lease = models_.acquire(source->weights, request.keep_alive, stop);
  if (!lease) return refuse(lease.error());

  const runtime::Engine& engine = lease->runner().engine();
  api::Warnings warnings = all_warnings(request, *source);
  runtime::Request prompt = generation_settings(options, engine.tokenizer(), engine.n_ctx(), warnings);
  prompt.grammar = *std::move(grammar);
  PromptMaker maker(engine, *source, request.template_text);
  maker.show({.tools = request.tools, .think = think_of(request, prompt)});
  if (wants_thinking(request) && !maker.can_think()) return refuse(Refusal::kNoThinking, request.model);
  const std::vector<ollama::Message> messages = whole_conversation(*source, request.messages);
  if (request.debug_render_only) {
    const auto text = maker.render(messages);
    if (!text) return refuse(text.error());
    ollama::ChatChunk chunk = answerer.chunk();
    chunk.debug_info = ollama::DebugInfo{.rendered_template = *text};
    on_chunk(chunk);
    return {};
  }
  auto tokens = maker.fit(messages, prompt.n_ctx, too_long(request), warnings);
  if (!tokens) return refuse(tokens.error());
  prompt.prompt = *std::move(tokens);
  OutputReader reader(format_of(request, maker), engine.tokenizer(), prompt.prompt);
  return answerer.run(
      *lease, std::move(prompt), std::move(reader), std::move(warnings),
      [](ollama::ChatChunk* chunk, const Piece& piece) {
        if (chunk == nullptr) return;
        chunk->message.content = piece.text;
        chunk->message.thinking = piece.thinking;
        chunk->message.tool_calls = piece.tool_calls;
      },
      [](ollama::ChatChunk&) {});
}

Answered Answering::generate(const ollama::GenerateRequest& request, const OnChunk<ollama::GenerateChunk>& on_chunk,
                             const std::stop_token& stop) const {
  const Answerer<ollama::GenerateChunk> answerer{request, on_chunk, stop, on_queued_};
  if (request.model.empty()) return refuse(Refusal::kModelNotFound, request.model);
  auto source = find(request.model);
  if (!source) return std::unexpected(source.error());
  if (request.prompt.empty() && request.suffix.empty()) {
    if (const Answered loaded = load(request, stop); !loaded) return loaded;
    return answerer.finish(unloads(request) ? ollama::DoneReason::kUnload : ollama::DoneReason::kLoad);
  }
  if (only_embeds(*source)) return refuse(Refusal::kNoGenerate, request.model);
  if (request.raw && !(request.template_text.empty() && request.system.empty() && request.context.empty())) {
    return refuse(Refusal::kRawConflict);
  }
  if (!request.images.empty())
    return std::unexpected(Failure{400, concat("\"", request.model, "\" does not support images")});
  if (const auto able = check_abilities(request, *source); !able) return able;
  const api::Options options = api::merge(request.options, source->parameters);
  auto grammar = answer_grammar(request.format, options);
  if (!grammar) return refuse(grammar.error());
  auto lease = models_.acquire(source->weights, request.keep_alive, stop);
  if (!lease) return refuse(lease.error());

  const runtime::Engine& engine = lease->runner().engine();
  api::Warnings warnings = all_warnings(request, *source);
  runtime::Request prompt = generation_settings(options, engine.tokenizer(), engine.n_ctx(), warnings);
  prompt.grammar = *std::move(grammar);
  PromptMaker maker(engine, *source, request.template_text);
  maker.show({.think = think_of(request, prompt)});
  if (wants_thinking(request) && !maker.can_think()) return refuse(Refusal::kNoThinking, request.model);
  auto text = prompt_text(request, *source, maker);
  if (!text) return refuse(text.error());
  if (request.debug_render_only) {
    ollama::GenerateChunk chunk = answerer.chunk();
    chunk.debug_info = ollama::DebugInfo{.rendered_template = *text};
    on_chunk(chunk);
    return {};
  }
  prompt.prompt = request.context;
  const std::vector<int32_t> own = maker.encode(*text);
  prompt.prompt.insert(prompt.prompt.end(), own.begin(), own.end());
  if (const Status fits = cut_to_fit(prompt, too_long(request), warnings); !fits) return refuse(fits.error());
  std::vector<int32_t> context = prompt.prompt;
  // Without a template nobody says how the model writes.
  OutputReader reader(request.raw ? chat::OutputFormat() : format_of(request, maker), engine.tokenizer(),
                      prompt.prompt);
  return answerer.run(
      *lease, std::move(prompt), std::move(reader), std::move(warnings),
      [&](ollama::GenerateChunk* chunk, const Piece& piece) {
        context.insert(context.end(), piece.tokens.begin(), piece.tokens.end());
        if (chunk == nullptr) return;
        chunk->response = piece.text;
        chunk->thinking = piece.thinking;
      },
      [&](ollama::GenerateChunk& last) {
        if (!request.raw) last.context = std::move(context);
      });
}

}  // namespace hearth::server
