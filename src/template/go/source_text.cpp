#include "template/go/source_text.h"

#include <algorithm>

#include "base/text.h"
#include "template/go/quoting.h"

namespace hearth::go_template {
namespace {

void append_pipeline(std::string& out, const Pipeline& pipeline);

void append_fields(std::string& out, const std::vector<std::string>& fields) {
  for (const std::string& field : fields) {
    out += '.';
    out += field;
  }
}

struct ExpressionWriter {
  std::string& out;

  void operator()(const BoolLiteral& node) const { out += node.value ? "true" : "false"; }
  void operator()(const NilLiteral& /*node*/) const { out += "nil"; }
  void operator()(const NumberLiteral& node) const { out += node.text; }
  void operator()(const StringLiteral& node) const { out += node.source; }
  void operator()(const Dot& /*node*/) const { out += '.'; }
  void operator()(const FieldChain& node) const { append_fields(out, node.names); }
  void operator()(const Variable& node) const {
    out += node.name;
    append_fields(out, node.fields);
  }
  void operator()(const FunctionName& node) const { out += node.function->name; }
  void operator()(const Parenthesized& node) const {
    out += '(';
    append_pipeline(out, *node.pipeline);
    out += ')';
  }
  void operator()(const Chain& node) const {
    std::visit(*this, node.object->node);
    append_fields(out, node.fields);
  }
};

void append_command(std::string& out, const Command& command) {
  for (const Expression* argument : command.arguments) {
    if (argument != command.arguments.front()) out += ' ';
    std::visit(ExpressionWriter{out}, argument->node);
  }
}

void append_pipeline(std::string& out, const Pipeline& pipeline) {
  for (const std::string& variable : pipeline.variables) {
    if (&variable != pipeline.variables.data()) out += ", ";
    out += variable;
  }
  if (!pipeline.variables.empty()) out += pipeline.storing == Pipeline::Storing::kAssigns ? " = " : " := ";
  for (const Command& command : pipeline.commands) {
    if (&command != pipeline.commands.data()) out += " | ";
    append_command(out, command);
  }
}

void append_statement(std::string& out, const Statement& statement) {
  out += "{{";
  if (const auto* action = std::get_if<Action>(&statement.node)) {
    append_pipeline(out, *action->pipeline);
  } else if (const auto* call = std::get_if<TemplateCall>(&statement.node)) {
    out += concat("template ", quote(call->name));
    if (call->pipeline != nullptr) {
      out += ' ';
      append_pipeline(out, *call->pipeline);
    }
  }
  out += "}}";
}

struct NodeWriter {
  std::string& out;

  void operator()(const Expression* node) const {
    // A parenthesized pipeline is quoted without its parentheses when it is the whole.
    if (const auto* inner = std::get_if<Parenthesized>(&node->node)) return append_pipeline(out, *inner->pipeline);
    std::visit(ExpressionWriter{out}, node->node);
  }
  void operator()(const Command* node) const { append_command(out, *node); }
  void operator()(const Pipeline* node) const { append_pipeline(out, *node); }
  void operator()(const Statement* node) const { append_statement(out, *node); }
};

}  // namespace

std::string place_in(std::string_view source, size_t at) {
  const std::string_view before = source.substr(0, at);
  const size_t newline = before.rfind('\n');
  const size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
  return concat(1 + std::ranges::count(before, '\n'), ":", before.size() - line_begin);
}

size_t position_of(const Node& node) {
  return std::visit([](const auto* inner) { return inner->at; }, node);
}

std::string source_text(const Node& node) {
  std::string out;
  std::visit(NodeWriter{out}, node);
  return out;
}

}  // namespace hearth::go_template
