#include "server/prompt_maker.h"

#include <algorithm>

#include "base/text.h"
#include "chat/go_prompt.h"
#include "chat/prompt.h"
#include "store/template_names.h"

namespace hearth::server {
namespace {

std::string token_name(const tokenizer::Tokenizer& tokenizer, int32_t id) {
  return id < 0 ? std::string() : std::string(tokenizer.name(id));
}

chat::Message turn_of(const ollama::Message& message) {
  chat::Message turn{.role = message.role,
                     .content = message.content,
                     .thinking = message.thinking,
                     .images = message.images,
                     .tool_name = message.tool_name,
                     .tool_call_id = message.tool_call_id};
  for (const ollama::ToolCall& call : message.tool_calls) {
    turn.tool_calls.push_back(
        {.id = call.id, .index = static_cast<int>(call.index), .name = call.name, .arguments = call.arguments});
  }
  return turn;
}

// The messages that stay when the `n_dropped` oldest that may go are gone.
std::vector<ollama::Message> without_oldest(const std::vector<ollama::Message>& messages, size_t n_dropped) {
  std::vector<ollama::Message> left;
  for (size_t i = 0; i < messages.size(); ++i) {
    const bool stays = messages[i].role == "system" || i + 1 == messages.size();
    if (stays || n_dropped == 0)
      left.push_back(messages[i]);
    else
      --n_dropped;
  }
  return left;
}

}  // namespace

Error prompt_too_long(size_t n_tokens, int32_t n_ctx) {
  return {ErrorCode::kInvalidArgument,
          concat("the prompt is longer than the context length currently available to the model: it has ", n_tokens,
                 " tokens, the context ", n_ctx,
                 "; shorten the prompt, raise num_ctx, or ask for truncate to leave out the oldest part")};
}

std::vector<ollama::Message> whole_conversation(const ModelSource& source,
                                                const std::vector<ollama::Message>& messages) {
  std::vector<ollama::Message> all;
  const bool has_system = !messages.empty() && messages.front().role == "system";
  if (!source.system.empty() && !has_system) all.push_back({.role = "system", .content = source.system});
  all.insert(all.end(), source.messages.begin(), source.messages.end());
  all.insert(all.end(), messages.begin(), messages.end());
  return all;
}

PromptMaker::PromptMaker(const gguf::File& file, const tokenizer::Tokenizer& tokenizer, const ModelSource& source,
                         const std::string& go_template)
    : file_(file),
      tokenizer_(tokenizer),
      source_(source),
      go_template_(go_template.empty() ? source.go_template : go_template) {}

std::optional<std::string_view> PromptMaker::find_jinja() const {
  if (has_tools()) {
    if (const auto for_tools = file_.find_string("tokenizer.chat_template.tool_use")) return for_tools;
  }
  return file_.find_string("tokenizer.chat_template");
}

chat::OutputFormat PromptMaker::output_format() const {
  const std::string_view source = go_template_.empty() ? find_jinja().value_or("") : go_template_;
  const store::TemplateTraits traits = store::recognise_template(source);
  chat::OutputFormat format{.think_open = std::string(traits.thinking.open),
                            .think_close = std::string(traits.thinking.close)};
  if (!go_template_.empty()) {
    if (const auto parsed = chat::parse_go_template(go_template_)) {
      const go_template::ThinkingTags tags = parsed->thinking_tags();
      if (!tags.opening.empty() && !tags.closing.empty()) {
        format.think_open = tags.opening;
        format.think_close = tags.closing;
      }
    }
  }
  // In channels everything is written, not only calls.
  if (has_tools() || traits.tools == "harmony") {
    format.tool_format = traits.tools.empty() ? "llama3" : traits.tools;
    if (has_tools()) format.tools = extras_->tools;
  }
  return format;
}

bool PromptMaker::can_think() const { return !output_format().think_open.empty(); }

chat::Thinking PromptMaker::thinking() const {
  using ollama::Think;
  if (!extras_) return {};
  if (extras_->think == Think::kUnset) return {.is_set = can_think(), .is_on = can_think()};
  return {.is_set = true, .is_on = extras_->think != Think::kOff, .level = std::string(ollama::level(extras_->think))};
}

Result<std::string> PromptMaker::render(const std::vector<ollama::Message>& messages) const {
  chat::Conversation conversation;
  if (has_tools()) conversation.tools = extras_->tools;
  conversation.thinking = thinking();
  for (const ollama::Message& message : messages) conversation.messages.push_back(turn_of(message));
  if (!go_template_.empty()) {
    const go_template::Template parsed = TRY(chat::parse_go_template(go_template_));
    return chat::render_go_prompt(parsed, conversation);
  }
  const chat::PromptOptions options{.bos_token = token_name(tokenizer_, tokenizer_.bos()),
                                    .eos_token = token_name(tokenizer_, tokenizer_.eos())};
  return TRY(chat::make_prompt(find_jinja(), conversation, options)).text;
}

Result<std::string> PromptMaker::render_insert(const std::string& prompt, const std::string& suffix) const {
  const auto able = std::ranges::find(source_.capabilities, "insert");
  if (go_template_.empty() || (!source_.capabilities.empty() && able == source_.capabilities.end())) {
    return fail(ErrorCode::kInvalidArgument, concat(source_.name, " does not support insert"));
  }
  const go_template::Template parsed = TRY(chat::parse_go_template(go_template_));
  return chat::render_go_prompt(parsed, {.prompt = prompt, .suffix = suffix});
}

std::vector<int32_t> PromptMaker::encode(const std::string& text) const {
  const std::string bos = token_name(tokenizer_, tokenizer_.bos());
  const bool begins_with_bos = !bos.empty() && text.starts_with(bos);
  return tokenizer_.encode(text, {.special = tokenizer::SpecialTokens::kParse,
                                  .bos = begins_with_bos ? tokenizer::Bos::kNever : tokenizer::Bos::kAsModelWants});
}

Result<std::vector<int32_t>> PromptMaker::fit(const std::vector<ollama::Message>& messages, int32_t n_ctx,
                                              TooLong too_long, api::Warnings& warnings) const {
  std::vector<int32_t> tokens = encode(TRY(render(messages)));
  const auto fits = [&] { return static_cast<int64_t>(tokens.size()) < n_ctx; };
  if (fits()) return tokens;
  if (too_long == TooLong::kRefuse) return std::unexpected(prompt_too_long(tokens.size(), n_ctx));
  const size_t n_whole = tokens.size();
  // The fewest messages that have to go. More gone is never longer, so halving finds it in a few renderings.
  const size_t n_last = messages.empty() ? 0 : messages.size() - 1;
  const size_t n_can_go =
      static_cast<size_t>(std::count_if(messages.begin(), messages.begin() + static_cast<std::ptrdiff_t>(n_last),
                                        [](const ollama::Message& message) { return message.role != "system"; }));
  size_t low = 1, high = n_can_go;
  while (low < high) {
    const size_t middle = (low + high) / 2;
    tokens = encode(TRY(render(without_oldest(messages, middle))));
    if (fits())
      high = middle;
    else
      low = middle + 1;
  }
  tokens = encode(TRY(render(without_oldest(messages, high))));
  if (!fits()) return std::unexpected(prompt_too_long(tokens.size(), n_ctx));
  warnings.add(concat("the prompt of ", n_whole, " tokens was too long for the context of ", n_ctx, ": the ", high,
                      high == 1 ? " oldest message, " : " oldest messages, ", n_whole - tokens.size(), " tokens, ",
                      high == 1 ? "was" : "were", " left out"));
  return tokens;
}

}  // namespace hearth::server
