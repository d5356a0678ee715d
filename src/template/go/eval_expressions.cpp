// Pipelines, commands and the fields of values.
#include "base/text.h"
#include "template/go/evaluator.h"

namespace hearth::go_template {

Result<Value> Evaluator::eval(const Value& dot, const Pipeline& pipeline) {
  at_ = &pipeline;
  const Nesting nesting(*this);
  TRY(nesting.status());
  std::optional<Value> value;
  for (const Command& command : pipeline.commands) {
    Value next = TRY(eval(dot, command, value ? &*value : nullptr));
    value = next.is_valid() ? next.unboxed() : std::move(next);
  }
  for (const std::string& variable : pipeline.variables) {
    if (pipeline.storing == Pipeline::Storing::kAssigns) {
      TRY(assign(variable, *value));
    } else {
      variables_.emplace_back(variable, *value);
    }
  }
  return std::move(*value);
}

Result<Value> Evaluator::eval(const Value& dot, const Command& command, Piped piped) {
  const Expression& first = *command.arguments[0];
  const ArgumentNodes arguments = ArgumentNodes(command.arguments).subspan(1);
  if (const auto* chain = std::get_if<FieldChain>(&first.node))
    return eval_fields(dot, first, *chain, arguments, piped);
  if (const auto* chain = std::get_if<Chain>(&first.node)) return eval_chain(dot, first, *chain, arguments, piped);
  if (const auto* name = std::get_if<Variable>(&first.node)) return eval_variable(first, *name, arguments, piped);
  if (std::holds_alternative<FunctionName>(first.node)) return eval_function(dot, first, &command, arguments, piped);
  if (const auto* inner = std::get_if<Parenthesized>(&first.node)) {
    TRY(check_takes_no_arguments(first, arguments, piped));
    return eval(dot, *inner->pipeline);
  }
  at_ = &first;
  TRY(check_takes_no_arguments(first, arguments, piped));
  if (std::holds_alternative<NilLiteral>(first.node)) return error("nil is not a command");
  return literal_of(dot, first);
}

// Of dot and of literals except nil.
Result<Value> Evaluator::literal_of(const Value& dot, const Expression& expression) {
  if (const auto* boolean = std::get_if<BoolLiteral>(&expression.node)) return Value::boolean(boolean->value);
  if (const auto* text = std::get_if<StringLiteral>(&expression.node)) return text->value;
  if (const auto* number = std::get_if<NumberLiteral>(&expression.node)) {
    if (!number->value) return error(concat(number->text, " overflows int"));
    return *number->value;
  }
  return dot;
}

Status Evaluator::check_takes_no_arguments(const Expression& first, ArgumentNodes arguments, Piped piped) const {
  if (arguments.empty() && piped == nullptr) return {};
  return error(concat("can't give argument to non-function ", source_text(&first)));
}

Result<Value> Evaluator::eval_fields(const Value& dot, const Expression& node, const FieldChain& chain,
                                     ArgumentNodes arguments, Piped piped) {
  at_ = &node;
  return walk_fields(dot, chain.names, arguments, piped);
}

Result<Value> Evaluator::eval_variable(const Expression& node, const Variable& variable, ArgumentNodes arguments,
                                       Piped piped) {
  at_ = &node;
  Value value = TRY(look_up(variable.name));
  if (!variable.fields.empty()) return walk_fields(std::move(value), variable.fields, arguments, piped);
  TRY(check_takes_no_arguments(node, arguments, piped));
  return value;
}

Result<Value> Evaluator::eval_chain(const Value& dot, const Expression& node, const Chain& chain,
                                    ArgumentNodes arguments, Piped piped) {
  at_ = &node;
  Value object = TRY(eval_term(dot, *chain.object));
  return walk_fields(std::move(object), chain.fields, arguments, piped);
}

Result<Value> Evaluator::walk_fields(Value receiver, std::span<const std::string> names, ArgumentNodes arguments,
                                     Piped piped) {
  for (size_t i = 0; i < names.size(); ++i) {
    const bool is_last = i + 1 == names.size();
    receiver = TRY(field_of(receiver, names[i], is_last ? arguments.size() + (piped != nullptr ? 1 : 0) : 0));
  }
  return receiver;
}

// A method of that name goes before a field or an entry.
Result<Value> Evaluator::field_of(const Value& receiver, std::string_view name, size_t n_arguments) {
  TRY(here(runtime_.step()));
  if (!receiver.is_valid()) return Value();
  if (receiver.is_nil_interface()) return error(concat("nil pointer evaluating ", receiver.type().name, ".", name));
  if (const Method* method = receiver.type().find_method(name)) {
    if (n_arguments > 0) return error(concat("wrong number of args for ", name, ": want 0 got ", n_arguments));
    return here(runtime_.string(method->call(receiver)));
  }
  if (receiver.is(Kind::kMap)) {
    if (n_arguments > 0) return error(concat(name, " is not a method but has arguments"));
    return receiver.entry(name);
  }
  const int field = receiver.is(Kind::kStruct) ? receiver.type().find_field(name) : -1;
  if (field < 0) return error(concat("can't evaluate field ", name, " in type ", receiver.type_name()));
  if (n_arguments > 0) return error(concat(name, " has arguments but cannot be invoked as function"));
  return receiver.field(static_cast<size_t>(field));
}

}  // namespace hearth::go_template
