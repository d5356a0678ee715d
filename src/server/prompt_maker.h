// PromptMaker: a conversation to the tokens that a model is given, by the model's template, cut to what fits.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/ollama/chat.h"
#include "api/ollama/message.h"
#include "api/ollama/think.h"
#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"
#include "chat/message.h"
#include "chat/output_parser.h"
#include "gguf/file.h"
#include "runtime/engine.h"
#include "server/model_source.h"

namespace hearth::server {

enum class TooLong { kRefuse, kDropOldest };

// What the template is shown besides messages.
struct PromptExtras {
  std::vector<Json> tools{};                    // as requests have them
  ollama::Think think = ollama::Think::kUnset;  // unset: on, where the model can
};

class PromptMaker {
 public:
  // All outlive it. `go_template`: in the place of the model's; empty: the model's.
  PromptMaker(const runtime::Engine& engine, const ModelSource& source, const std::string& go_template = {})
      : PromptMaker(engine.file(), engine.tokenizer(), source, go_template) {}
  // The same for a model whose weights are not loaded.
  PromptMaker(const gguf::File& file, const tokenizer::Tokenizer& tokenizer, const ModelSource& source,
              const std::string& go_template = {});

  // Before this it is shown neither tools nor whether to think.
  void show(PromptExtras extras) { extras_ = std::move(extras); }
  // How the model writes its answers, as far as its template tells, when it is shown that.
  chat::OutputFormat output_format() const;
  bool can_think() const;

  // The prompt as text. An error of the template names its line.
  Result<std::string> render(const std::vector<ollama::Message>& messages) const;
  // The same for a prompt to be filled in before `suffix`. kUnsupported when the template cannot.
  Result<std::string> render_insert(const std::string& prompt, const std::string& suffix) const;
  std::vector<int32_t> encode(const std::string& text) const;

  // The tokens of the conversation. When they are not fewer than `n_ctx`: kInvalidArgument with both numbers, or the
  // oldest messages are left out, but for system messages and the last one; a warning tells how many.
  Result<std::vector<int32_t>> fit(const std::vector<ollama::Message>& messages, int32_t n_ctx, TooLong too_long,
                                   api::Warnings& warnings) const;

 private:
  const gguf::File& file_;
  const tokenizer::Tokenizer& tokenizer_;
  const ModelSource& source_;
  chat::Thinking thinking() const;
  bool has_tools() const { return extras_ && !extras_->tools.empty(); }
  // The template in Jinja: of several the one for tools when there are any. Nothing: the weights have none.
  std::optional<std::string_view> find_jinja() const;

  std::string go_template_;  // empty: the weights' own template, in Jinja
  std::optional<PromptExtras> extras_;
};

// The model's own messages and system message, then the request's.
std::vector<ollama::Message> whole_conversation(const ModelSource& source,
                                                const std::vector<ollama::Message>& messages);

// Says that `n_tokens` do not fit into `n_ctx`, and what to do.
Error prompt_too_long(size_t n_tokens, int32_t n_ctx);

}  // namespace hearth::server
