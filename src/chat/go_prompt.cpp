#include "chat/go_prompt.h"

#include <utility>

#include "base/utf8.h"
#include "template/go/ollama_types.h"

namespace hearth::chat {
namespace {

using go_template::Template;
using go_template::Value;

Value text_value(const std::string& text) { return Value::string(utf8::make_valid(text)); }

Value tool_call_value(const ToolCall& call) {
  Value function = Value::structure(go_template::kToolCallFunction, {Value::integer(call.index), text_value(call.name),
                                                                     go_template::arguments_value(call.arguments)});
  return Value::structure(go_template::kToolCall, {text_value(call.id), std::move(function)});
}

// Nil when there are none, which is not the same in JSON.
template <class Item, class ToValue>
Value slice_or_nil(const go_template::Type& type, const std::vector<Item>& items, ToValue to_value) {
  if (items.empty()) return Value::zero(type);
  Value::Items values;
  for (const Item& item : items) values.push_back(to_value(item));
  return Value::slice(type, std::move(values));
}

Value message_value(const Message& message) {
  const auto image = [](const std::string& bytes) { return Value::bytes(go_template::kImage, bytes); };
  return Value::structure(go_template::kMessage,
                          {text_value(message.role), text_value(message.content), text_value(message.thinking),
                           slice_or_nil(go_template::kImages, message.images, image),
                           slice_or_nil(go_template::kToolCalls, message.tool_calls, tool_call_value),
                           text_value(message.tool_name), text_value(message.tool_call_id)});
}

void add_paragraph(std::string& text, std::string_view paragraph) {
  text += "\n\n";
  text += paragraph;
}

// Neighbours of one role as one message. Of what is merged only the contents stay.
std::vector<Message> merged(const std::vector<Message>& messages) {
  std::vector<Message> out;
  for (const Message& message : messages) {
    if (!out.empty() && out.back().role == message.role && message.role != "tool") {
      add_paragraph(out.back().content, message.content);
    } else {
      out.push_back(message);
    }
  }
  return out;
}

std::string system_text(const std::vector<Message>& messages) {
  std::string text;
  bool first = true;
  for (const Message& message : messages) {
    if (message.role != "system") continue;
    if (first) {
      text = message.content;
    } else {
      add_paragraph(text, message.content);
    }
    first = false;
  }
  return text;
}

class Renderer {
 public:
  Renderer(const Template& prompt_template, const Thinking& thinking, const GoPromptOptions& options)
      : template_(prompt_template), thinking_(thinking), options_(options) {}

  Result<std::string> gap(const Conversation& conversation) const {
    return render(template_, {{"Prompt", text_value(conversation.prompt)},
                              {"Suffix", text_value(conversation.suffix)},
                              {"Response", Value::string("")}});
  }

  Result<std::string> messages(const Conversation& conversation) const {
    return render(template_,
                  {{"System", text_value(system_text(conversation.messages))},
                   {"Messages", slice_or_nil(go_template::kMessages, merged(conversation.messages), message_value)},
                   {"Tools", go_template::tools_value(conversation.tools)},
                   {"Response", Value::string("")}});
  }

  Result<std::string> turns(const Conversation& conversation) const {
    std::string out;
    Turn turn;
    for (const Message& message : merged(conversation.messages)) {
      const bool begins_anew = (message.role == "system" && (!turn.prompt.empty() || !turn.response.empty())) ||
                               (message.role == "user" && !turn.response.empty());
      if (begins_anew) out += TRY(render_turn(template_, std::exchange(turn, Turn())));
      if (message.role == "system") turn.system = message.content;
      if (message.role == "user") turn.prompt = message.content;
      if (message.role == "assistant") turn.response = message.content;
    }
    out += TRY(render_turn(template_.cut_after_response(), turn));
    return out;
  }

 private:
  struct Turn {
    std::string system, prompt, response;
  };

  Result<std::string> render_turn(const Template& prompt_template, const Turn& turn) const {
    return render(prompt_template, {{"System", text_value(turn.system)},
                                    {"Prompt", text_value(turn.prompt)},
                                    {"Response", text_value(turn.response)}});
  }

  Result<std::string> render(const Template& prompt_template, Value::Entries data) const {
    data.emplace_back("Think", Value::boolean(thinking_.is_on));
    data.emplace_back("ThinkLevel", text_value(thinking_.level));
    data.emplace_back("IsThinkSet", Value::boolean(thinking_.is_set));
    return prompt_template.render(Value::map(go_template::kAnyMap, std::move(data)),
                                  {.limits = {}, .now = options_.now});
  }

  const Template& template_;
  const Thinking& thinking_;
  const GoPromptOptions& options_;
};

}  // namespace

Result<Template> parse_go_template(std::string_view source) {
  Template parsed = TRY(Template::parse(source));
  if (parsed.mentions("messages") || parsed.mentions("response")) return parsed;
  return Template::parse(std::string(source) + "{{ .Response }}");
}

Result<std::string> render_go_prompt(const Template& prompt_template, const Conversation& conversation,
                                     const GoPromptOptions& options) {
  const Renderer renderer(prompt_template, conversation.thinking, options);
  const bool has_gap = !conversation.prompt.empty() && !conversation.suffix.empty();
  Result<std::string> text = has_gap                                ? renderer.gap(conversation)
                             : prompt_template.mentions("messages") ? renderer.messages(conversation)
                                                                    : renderer.turns(conversation);
  // A template may cut characters apart, or hold bytes that are none.
  if (text) text = utf8::make_valid(*text);
  return text;
}

}  // namespace hearth::chat
