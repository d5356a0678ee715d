// Prompts: the text a model is given for a conversation, made by the chat template that came with the model.
//
// A template sees what Hugging Face's apply_chat_template shows it: messages (jinja_values.h), tools and documents, or
// None, bos_token, eos_token, add_generation_prompt, and what else a request gives by name. When somebody said whether
// the model is to think, enable_thinking and thinking tell so, and reasoning_effort the level. No date_string:
// templates that want the date ask strftime_now, or fall back to the date that the model was trained with.
#pragma once

#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "chat/message.h"
#include "tokenizer/tokenizer.h"

namespace hearth::chat {

struct PromptOptions {
  std::string bos_token = {};  // the text of the beginning-of-sequence token, empty when the model has none
  std::string eos_token = {};
  bool add_generation_prompt = true;              // end with the head of the assistant's turn
  std::optional<std::time_t> now = std::nullopt;  // what strftime_now() tells; the clock's time when absent
  // An object: more names for the template, in the place of those above too, but for messages and tools.
  Json variables = Json::object();
};

struct Prompt {
  std::string text;  // to be encoded with special tokens parsed
  // kNever when the text already begins with the token, so that the model never sees two of them.
  tokenizer::Bos bos = tokenizer::Bos::kAsModelWants;
};

// What the template makes of the messages and the tools. The error says which line of the template failed and why; a
// template that refuses a conversation (roles that do not alternate, say) ends here too.
Result<std::string> render_prompt(std::string_view jinja_source, const Conversation& conversation,
                                  const PromptOptions& options);

// The prompt of a model: rendered when it has a chat template; without one the contents as they are, one after the
// other on lines of their own.
Result<Prompt> make_prompt(std::optional<std::string_view> chat_template, const Conversation& conversation,
                           const PromptOptions& options);

}  // namespace hearth::chat
