// Functions and their arguments.
#include "base/text.h"
#include "template/go/evaluator.h"

namespace hearth::go_template {
namespace {

// What the argument at that position is taken as.
Parameters parameter_at(const Function& function, size_t at) {
  if (function.parameters != Parameters::kTextFirst) return function.parameters;
  return at == 0 ? Parameters::kTexts : Parameters::kAnything;
}

bool is_literal(const Expression& node) {
  return std::holds_alternative<BoolLiteral>(node.node) || std::holds_alternative<NumberLiteral>(node.node) ||
         std::holds_alternative<StringLiteral>(node.node);
}

}  // namespace

Status Evaluator::check_count(const Function& function, size_t n_nodes, Piped piped) const {
  const size_t n = n_nodes + (piped != nullptr ? 1 : 0);
  if (function.arity == Arity::kAtLeast) {
    if (n >= function.n_arguments) return {};
    return error(
        concat("wrong number of args for ", function.name, ": want at least ", function.n_arguments, " got ", n_nodes));
  }
  if (n == function.n_arguments) return {};
  return error(concat("wrong number of args for ", function.name, ": want ", function.n_arguments, " got ", n));
}

Result<Value> Evaluator::eval_function(const Value& dot, const Expression& name, const Node& node,
                                       ArgumentNodes arguments, Piped piped) {
  at_ = &name;
  const Function& function = *std::get<FunctionName>(name.node).function;
  TRY(check_count(function, arguments.size(), piped));
  if (function.call == nullptr) return eval_logical(dot, function, arguments, piped);
  Value::Items values;
  for (const Expression* argument : arguments) {
    values.push_back(TRY(eval_argument(dot, parameter_at(function, values.size()), *argument)));
  }
  if (piped != nullptr) values.push_back(TRY(converted(parameter_at(function, values.size()), *piped)));
  Result<Value> result = function.call(runtime_, values);
  if (result) return result;
  at_ = node;
  return error(concat("error calling ", function.name, ": ", result.error().message));
}

// `and` and `or` give the first argument that decides, and look at no other.
Result<Value> Evaluator::eval_logical(const Value& dot, const Function& function, ArgumentNodes arguments,
                                      Piped piped) {
  const bool deciding = function.name == "or";
  Value value;
  for (const Expression* argument : arguments) {
    value = TRY(eval_argument(dot, function.parameters, *argument));
    if (value.truth() == deciding) return value;
  }
  return piped != nullptr ? *piped : value;
}

Result<Value> Evaluator::eval_argument(const Value& dot, Parameters parameter, const Expression& node) {
  at_ = &node;
  if (std::holds_alternative<NilLiteral>(node.node)) {
    if (parameter == Parameters::kTexts) return error("cannot assign nil to string");
    return parameter == Parameters::kValues ? Value() : Value::nil();
  }
  if (parameter == Parameters::kTexts && is_literal(node) && !std::holds_alternative<StringLiteral>(node.node)) {
    return error(concat("expected string; found ", source_text(&node)));
  }
  const Value value = TRY(eval_term(dot, node));
  return converted(parameter, value);
}

Result<Value> Evaluator::eval_term(const Value& dot, const Expression& node) {
  at_ = &node;
  if (const auto* chain = std::get_if<FieldChain>(&node.node)) return eval_fields(dot, node, *chain, {}, nullptr);
  if (const auto* chain = std::get_if<Chain>(&node.node)) return eval_chain(dot, node, *chain, {}, nullptr);
  if (const auto* name = std::get_if<Variable>(&node.node)) return eval_variable(node, *name, {}, nullptr);
  if (std::holds_alternative<FunctionName>(node.node)) return eval_function(dot, node, &node, {}, nullptr);
  if (const auto* inner = std::get_if<Parenthesized>(&node.node)) return eval(dot, *inner->pipeline);
  return literal_of(dot, node);
}

Result<Value> Evaluator::converted(Parameters parameter, const Value& value) const {
  if (parameter == Parameters::kValues) return value;
  if (parameter == Parameters::kTexts) {
    if (!value.is_valid()) return error("invalid value; expected string");
    if (!value.is(Kind::kString)) {
      return error(concat("wrong type for value; expected string; got ", value.type().name));
    }
    return value.unboxed();
  }
  if (!value.is_valid() || value.is_nil_interface()) return Value::nil();
  return value.unboxed();
}

}  // namespace hearth::go_template
