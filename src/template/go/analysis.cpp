#include "template/go/analysis.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "base/check.h"

namespace hearth::go_template {
namespace {

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kSpaces = " \t\r\n\v\f";
  const size_t begin = text.find_first_not_of(kSpaces);
  return begin == std::string_view::npos ? "" : text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

bool names_field(const Expression& expression, std::string_view name) {
  const auto* chain = std::get_if<FieldChain>(&expression.node);
  return chain != nullptr && std::ranges::find(chain->names, name) != chain->names.end();
}

// --- Names

class NameCollector {
 public:
  void visit(const Body& body) {
    for (const Statement* statement : body) {
      if (const auto* action = std::get_if<Action>(&statement->node)) visit(*action->pipeline);
      if (const auto* call = std::get_if<TemplateCall>(&statement->node);
          call != nullptr && call->pipeline != nullptr) {
        visit(*call->pipeline);
      }
      if (const auto* branch = std::get_if<Branch>(&statement->node)) {
        visit(*branch->pipeline);
        visit(branch->body);
        visit(branch->otherwise);
      }
    }
  }
  std::set<std::string> take() { return std::move(names_); }

 private:
  void visit(const Pipeline& pipeline) {
    for (const Command& command : pipeline.commands) {
      for (const Expression* argument : command.arguments) visit(*argument);
    }
  }
  void visit(const Expression& expression) {
    if (const auto* chain = std::get_if<FieldChain>(&expression.node)) add(chain->names);
    if (const auto* inner = std::get_if<Parenthesized>(&expression.node)) visit(*inner->pipeline);
    if (const auto* variable = std::get_if<Variable>(&expression.node)) {
      add({variable->name});
      add(variable->fields);
    }
    if (const auto* chain = std::get_if<Chain>(&expression.node)) {
      visit(*chain->object);
      add(chain->fields);
    }
  }
  void add(const std::vector<std::string>& names) {
    for (std::string name : names) {
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
      names_.insert(std::move(name));
    }
  }

  std::set<std::string> names_;
};

// --- Thinking tags

// Whether a field that begins with `name` is in the pipeline, or in one in parentheses.
bool begins_with_field(const Pipeline& pipeline, std::string_view name) {
  for (const Command& command : pipeline.commands) {
    for (const Expression* argument : command.arguments) {
      const auto* chain = std::get_if<FieldChain>(&argument->node);
      if (chain != nullptr && chain->names[0] == name) return true;
      const auto* inner = std::get_if<Parenthesized>(&argument->node);
      if (inner != nullptr && begins_with_field(*inner->pipeline, name)) return true;
    }
  }
  return false;
}

// Goes through the bodies below a range; the last .Thinking that is found decides.
void find_thinking(const Body& body, bool in_messages, ThinkingTags& tags) {
  for (const Statement* statement : body) {
    const auto* action = std::get_if<Action>(&statement->node);
    const auto* call = std::get_if<TemplateCall>(&statement->node);
    const Pipeline* printed = action != nullptr ? action->pipeline : call != nullptr ? call->pipeline : nullptr;
    if (in_messages && printed != nullptr && begins_with_field(*printed, "Thinking")) {
      if (const auto* text = std::get_if<Text>(&body.front()->node)) tags.opening = trimmed(text->text);
      if (const auto* text = std::get_if<Text>(&body.back()->node)) tags.closing = trimmed(text->text);
    }
    if (const auto* branch = std::get_if<Branch>(&statement->node)) {
      const bool is_range = branch->kind == BranchKind::kRange;
      const bool inside = is_range ? begins_with_field(*branch->pipeline, "Messages") : in_messages;
      find_thinking(branch->body, inside, tags);
      find_thinking(branch->otherwise, inside, tags);
    }
  }
}

// --- Tool calls

bool asks_for_tool_calls(const Branch& branch) {
  return branch.kind == BranchKind::kIf && std::ranges::any_of(branch.pipeline->commands, [](const Command& command) {
           return std::ranges::any_of(command.arguments,
                                      [](const Expression* argument) { return names_field(*argument, "ToolCalls"); });
         });
}

const Branch* find_tool_calls(const Body& body) {
  for (const Statement* statement : body) {
    const auto* branch = std::get_if<Branch>(&statement->node);
    if (branch == nullptr) continue;
    if (asks_for_tool_calls(*branch)) return branch;
    if (const Branch* found = find_tool_calls(branch->body)) return found;
    if (const Branch* found = find_tool_calls(branch->otherwise)) return found;
  }
  return nullptr;
}

// The first text that is not only space, before anything is printed and not behind a branch.
const Text* find_text(const Body& body) {
  for (const Statement* statement : body) {
    if (const auto* text = std::get_if<Text>(&statement->node); text != nullptr && !trimmed(text->text).empty()) {
      return text;
    }
    if (const auto* branch = std::get_if<Branch>(&statement->node)) {
      const Text* found = find_text(branch->body);
      return found != nullptr ? found : find_text(branch->otherwise);
    }
    if (std::holds_alternative<Action>(statement->node)) return nullptr;
  }
  return nullptr;
}

// --- The cut

// Copies what is before the cut. As in Ollama, conditions are not looked at, and a command that loses all of its
// arguments takes its pipeline with it.
class Cutter {
 public:
  explicit Cutter(Ast& out) : out_(out) {}

  Body cut(const Body& body) {
    Body kept;
    for (const Statement* statement : body) {
      const Statement* copy = cut(*statement);
      if (copy != nullptr) kept.push_back(copy);
    }
    return kept;
  }

 private:
  const Statement* cut(const Statement& statement) {
    if (is_behind_) return nullptr;
    if (const auto* branch = std::get_if<Branch>(&statement.node)) {
      Branch copy{branch->kind, branch->pipeline, cut(branch->body), {}};
      copy.otherwise = cut(branch->otherwise);
      return &out_.statements.emplace_back(Statement{statement.at, std::move(copy)});
    }
    if (const auto* action = std::get_if<Action>(&statement.node)) {
      const Pipeline* pipeline = cut(*action->pipeline);
      return pipeline == nullptr ? nullptr : &out_.statements.emplace_back(Statement{statement.at, Action{pipeline}});
    }
    return &statement;
  }

  const Pipeline* cut(const Pipeline& pipeline) {
    Pipeline copy{.at = pipeline.at, .storing = pipeline.storing, .variables = pipeline.variables, .commands = {}};
    for (const Command& command : pipeline.commands) {
      Command kept{.at = command.at, .arguments = {}};
      for (const Expression* argument : command.arguments) {
        const Expression* expression = cut(*argument);
        if (expression != nullptr) kept.arguments.push_back(expression);
      }
      if (kept.arguments.empty()) return nullptr;
      copy.commands.push_back(std::move(kept));
    }
    return &out_.pipelines.emplace_back(std::move(copy));
  }

  const Expression* cut(const Expression& expression) {
    if (is_behind_) return nullptr;
    is_behind_ = names_field(expression, "Response");
    const auto* inner = std::get_if<Parenthesized>(&expression.node);
    if (inner == nullptr) return &expression;
    const Pipeline* pipeline = cut(*inner->pipeline);
    if (pipeline == nullptr) return nullptr;
    return &out_.expressions.emplace_back(Expression{expression.at, Parenthesized{pipeline}});
  }

  Ast& out_;
  bool is_behind_ = false;
};

}  // namespace

std::set<std::string> mentioned_names(const Ast& ast) {
  NameCollector collector;
  for (const auto& [name, body] : ast.templates) collector.visit(body);
  return collector.take();
}

ThinkingTags thinking_tags(const Ast& ast) {
  ThinkingTags tags;
  find_thinking(ast.main(), /*in_messages=*/false, tags);
  return tags;
}

std::string tool_call_prefix(const Ast& ast) {
  const Branch* branch = find_tool_calls(ast.main());
  const Text* text = branch == nullptr ? nullptr : find_text(branch->body);
  if (text == nullptr) return "{";
  std::string before_brace = text->text.substr(0, text->text.find('{'));
  std::erase(before_brace, '\r');
  const std::string_view prefix = trimmed(before_brace);
  return prefix.empty() ? "{" : std::string(prefix);
}

Ast cut_after_response(std::shared_ptr<const Ast> ast) {
  CHECK(ast != nullptr);
  Ast out;
  out.source = ast->source;
  out.templates = ast->templates;
  out.templates.find("")->second = Cutter(out).cut(ast->main());
  out.base = std::move(ast);
  return out;
}

}  // namespace hearth::go_template
