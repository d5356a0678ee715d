#include "chat/prompt.h"

#include "base/utf8.h"
#include "template/jinja/template.h"

namespace hearth::chat {
namespace {

using jinja::Value;

// Templates compute with characters, so every text is made valid first.
Value text_value(std::string_view text) { return Value::string(utf8::make_valid(text)); }

Value messages_value(std::span<const Message> messages) {
  Value::Items items;
  for (const Message& message : messages) {
    items.push_back(Value::dict(
        {{text_value("role"), text_value(message.role)}, {text_value("content"), text_value(message.content)}}));
  }
  return Value::list(std::move(items));
}

std::string contents_as_they_are(std::span<const Message> messages) {
  std::string text;
  for (const Message& message : messages) {
    if (&message != messages.data()) text += '\n';
    text += message.content;
  }
  return text;
}

}  // namespace

Result<std::string> render_prompt(std::string_view jinja_source, std::span<const Message> messages,
                                  const PromptOptions& options) {
  const Result<jinja::Template> parsed = jinja::Template::parse(jinja_source);
  if (!parsed) return within("chat template", parsed.error());
  Result<std::string> text = parsed->render({{"messages", messages_value(messages)},
                                             {"tools", Value::none()},
                                             {"documents", Value::none()},
                                             {"bos_token", text_value(options.bos_token)},
                                             {"eos_token", text_value(options.eos_token)},
                                             {"add_generation_prompt", Value::boolean(options.add_generation_prompt)}},
                                            {.limits = {}, .now = options.now});
  if (!text) return within("chat template", text.error());
  return text;
}

Result<Prompt> make_prompt(std::optional<std::string_view> chat_template, std::span<const Message> messages,
                           const PromptOptions& options) {
  if (!chat_template) return Prompt{contents_as_they_are(messages), tokenizer::Bos::kAsModelWants};
  Prompt prompt{TRY(render_prompt(*chat_template, messages, options))};
  const bool begins_with_bos = !options.bos_token.empty() && prompt.text.starts_with(options.bos_token);
  if (begins_with_bos) prompt.bos = tokenizer::Bos::kNever;
  return prompt;
}

}  // namespace hearth::chat
