#include "chat/output_parser.h"

#include <algorithm>
#include <utility>

#include "chat/output/format.h"
#include "chat/output/markers.h"
#include "chat/output/thinking.h"

namespace hearth::chat {
namespace {

struct FormatRow {
  std::string_view name;
  ToolFormat (*make)();
};

constexpr FormatRow kFormats[] = {
#define TOOL_FORMAT(name) {#name, name##_format},
#include "chat/formats/formats.def"
#undef TOOL_FORMAT
};

ToolFormat make_format(std::string_view name) {
  const auto* row = std::ranges::find(kFormats, name, &FormatRow::name);
  return row == std::end(kFormats) ? llama3_format() : row->make();
}

// The schema of a parameter; null when the tools do not tell.
const Json* find_schema(const Json& tools, std::string_view function, std::string_view parameter) {
  const Json::Array* list = tools.if_array();
  if (list == nullptr) return nullptr;
  for (const Json& tool : *list) {
    const Json* declared = tool.find("function");
    const Json* name = declared == nullptr ? nullptr : declared->find("name");
    if (name == nullptr || name->if_string() == nullptr || *name->if_string() != function) continue;
    const Json* parameters = declared->find("parameters");
    const Json* properties = parameters == nullptr ? nullptr : parameters->find("properties");
    return properties == nullptr ? nullptr : properties->find(parameter);
  }
  return nullptr;
}

bool wants_text(const Json& schema) {
  const Json* type = schema.find("type");
  if (type == nullptr) return true;
  const auto is_text = [](const Json& one) { return one.if_string() != nullptr && *one.if_string() == "string"; };
  return type->if_array() == nullptr ? is_text(*type) : std::ranges::any_of(*type->if_array(), is_text);
}

// Gives texts the type that the tool's schema wants, where they can have it.
void type_arguments(ToolCall& call, const Json& tools) {
  const Json::Object arguments = *call.arguments.if_object();
  for (const auto& [key, value] : arguments) {
    const Json* schema = find_schema(tools, call.name, key);
    if (value.if_string() == nullptr || schema == nullptr || wants_text(*schema)) continue;
    if (const Result<Json> typed = Json::parse(*value.if_string())) call.arguments.set(key, *typed);
  }
}

}  // namespace

OutputParser::OutputParser(OutputParser&&) noexcept = default;
OutputParser& OutputParser::operator=(OutputParser&&) noexcept = default;
OutputParser::~OutputParser() = default;

OutputParser::OutputParser(const OutputFormat& format) : tools_(format.tools) {
  bool thinks_in_tags = !format.think_open.empty() && !format.think_close.empty();
  if (!format.tool_format.empty()) {
    ToolFormat made = make_format(format.tool_format);
    calls_ = std::make_unique<Buffered>(std::move(made.reader));
    tokens_.assign(made.tokens.begin(), made.tokens.end());
    has_text_arguments_ = made.arguments == ToolFormat::Arguments::kTexts;
    if (made.thoughts == ToolFormat::Thoughts::kRead) thinks_in_tags = false;
  }
  if (thinks_in_tags) {
    const Begins begins = format.begins_thinking ? Begins::kWithin : Begins::kWithTag;
    thoughts_ =
        std::make_unique<Buffered>(std::make_unique<ThinkingReader>(format.think_open, format.think_close, begins));
    tokens_.insert(tokens_.end(), {format.think_open, format.think_close});
  }
}

// Thoughts as they are, content through the reader of calls.
void OutputParser::pass_on(const OutputEvents& thoughts_apart, OutputEvents& events) {
  for (const OutputEvent& event : thoughts_apart) {
    if (event.kind == OutputEvent::Kind::kContent && calls_) {
      calls_->feed(event.text, events);
    } else {
      add_text(events, event.kind, event.text);
    }
  }
}

void OutputParser::complete(OutputEvents& events) {
  for (OutputEvent& event : events) {
    if (event.kind != OutputEvent::Kind::kToolCall) continue;
    event.call.index = n_calls_++;
    if (has_text_arguments_) type_arguments(event.call, tools_);
  }
}

OutputEvents OutputParser::feed(std::string_view piece) {
  OutputEvents apart, events;
  if (thoughts_) {
    thoughts_->feed(piece, apart);
  } else {
    add_text(apart, OutputEvent::Kind::kContent, piece);
  }
  pass_on(apart, events);
  complete(events);
  return events;
}

OutputEvents OutputParser::finish() {
  OutputEvents apart, events;
  if (thoughts_) thoughts_->finish(apart);
  pass_on(apart, events);
  if (calls_) calls_->finish(events);
  complete(events);
  return events;
}

bool ends_thinking(std::string_view prompt, std::string_view think_open) {
  return !think_open.empty() && without_space_at_end(prompt).ends_with(think_open);
}

std::vector<std::string_view> tool_format_names() {
  std::vector<std::string_view> names;
  for (const FormatRow& row : kFormats) names.push_back(row.name);
  return names;
}

}  // namespace hearth::chat
