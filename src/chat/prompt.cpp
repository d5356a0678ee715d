#include "chat/prompt.h"

#include <algorithm>
#include <vector>

#include "base/utf8.h"
#include "chat/jinja_values.h"
#include "template/jinja/template.h"

namespace hearth::chat {
namespace {

using jinja::Value;

// Templates compute with characters, so every text is made valid first.
Value text_value(std::string_view text) { return Value::string(utf8::make_valid(text)); }

class Names {
 public:
  // In the place of what had the name before.
  void set(std::string_view name, Value value) {
    const auto found = std::ranges::find(names_, name, &std::pair<std::string, Value>::first);
    if (found == names_.end()) {
      names_.emplace_back(name, std::move(value));
    } else {
      found->second = std::move(value);
    }
  }
  const jinja::Template::Globals& all() const { return names_; }

 private:
  jinja::Template::Globals names_;
};

Names names_of(const Conversation& conversation, const PromptOptions& options, const MessageStyle& style) {
  Names names;
  names.set("documents", Value::none());
  names.set("bos_token", text_value(options.bos_token));
  names.set("eos_token", text_value(options.eos_token));
  names.set("add_generation_prompt", Value::boolean(options.add_generation_prompt));
  if (conversation.thinking.is_set) {
    names.set("enable_thinking", Value::boolean(conversation.thinking.is_on));
    names.set("thinking", Value::boolean(conversation.thinking.is_on));
  }
  if (!conversation.thinking.level.empty()) names.set("reasoning_effort", text_value(conversation.thinking.level));
  if (const Json::Object* variables = options.variables.if_object()) {
    for (const auto& [name, value] : *variables) names.set(name, json_value(value));
  }
  names.set("messages", messages_value(conversation.messages, style));
  const Json::Array* tools = conversation.tools.if_array();
  names.set("tools", tools == nullptr || tools->empty() ? Value::none() : json_value(conversation.tools));
  return names;
}

std::string contents_as_they_are(const std::vector<Message>& messages) {
  std::string text;
  for (const Message& message : messages) {
    if (&message != messages.data()) text += '\n';
    text += message.content;
  }
  return text;
}

bool has_calls(const Conversation& conversation) {
  return std::ranges::any_of(conversation.messages, [](const Message& message) { return !message.tool_calls.empty(); });
}

}  // namespace

Result<std::string> render_prompt(std::string_view jinja_source, const Conversation& conversation,
                                  const PromptOptions& options) {
  const Result<jinja::Template> parsed = jinja::Template::parse(jinja_source);
  if (!parsed) return within("chat template", parsed.error());
  const auto render = [&](const MessageStyle& style) {
    return parsed->render(names_of(conversation, options, style).all(), {.limits = {}, .now = options.now});
  };
  MessageStyle style = message_style(jinja_source);
  Result<std::string> text = render(style);
  if (text) return text;
  // A template that joins arguments as text fails with an object; no look at its source tells so in advance.
  if (has_calls(conversation)) {
    style.arguments = ArgumentsAs::kText;
    if (Result<std::string> second = render(style)) return second;
  }
  return within("chat template", text.error());
}

Result<Prompt> make_prompt(std::optional<std::string_view> chat_template, const Conversation& conversation,
                           const PromptOptions& options) {
  if (!chat_template) return Prompt{contents_as_they_are(conversation.messages), tokenizer::Bos::kAsModelWants};
  Prompt prompt{TRY(render_prompt(*chat_template, conversation, options))};
  const bool begins_with_bos = !options.bos_token.empty() && prompt.text.starts_with(options.bos_token);
  if (begins_with_bos) prompt.bos = tokenizer::Bos::kNever;
  return prompt;
}

}  // namespace hearth::chat
