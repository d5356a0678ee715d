// Expressions: one method for each kind of node.
#include "base/text.h"
#include "template/jinja/access.h"
#include "template/jinja/builtins.h"
#include "template/jinja/comparing.h"
#include "template/jinja/evaluator.h"
#include "template/jinja/loop.h"
#include "template/jinja/operators.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {

Result<Value> Evaluator::eval(const Expression& expression) {
  const Nesting nesting(runtime_);
  TRY(at_line(expression.line, nesting.status()));
  TRY(at_line(expression.line, runtime_.step()));
  return at_line(expression.line, std::visit([this](const auto& node) { return eval_node(node); }, expression.node));
}

Result<Value> Evaluator::eval_or_none(const Expression* expression) {
  if (expression == nullptr) return Value::none();
  return eval(*expression);
}

Result<Value> Evaluator::eval_node(const Literal& node) { return node.value; }

Result<Value> Evaluator::look_up(std::string_view name) {
  for (Scope* scope = scope_; scope != nullptr; scope = scope->parent) {
    TRY(runtime_.step(scope->names.size() / 16));
    if (const Value* found = scope->find_here(name)) return *found;
  }
  for (const auto& [key, value] : globals_) {
    if (key.is(Kind::kString) && key.as_string() == name) return value;
  }
  return find_global(name).value_or(Value::undefined(concat("'", name, "' is undefined")));
}

Result<Value> Evaluator::eval_node(const NameRef& node) { return look_up(node.name); }

Result<Value> Evaluator::eval_node(const BlockText&) { return block_text_; }

Result<Value> Evaluator::eval_node(const Unary& node) {
  const Value operand = TRY(eval(*node.operand));
  if (node.op == UnaryOp::kNot) return Value::boolean(!operand.truth());
  return node.op == UnaryOp::kNegate ? negate(operand) : plus(operand);
}

Result<Value> Evaluator::eval_node(const Binary& node) {
  const Value left = TRY(eval(*node.left));
  return apply(runtime_, node.op, left, TRY(eval(*node.right)));
}

Result<Value> Evaluator::eval_node(const Logical& node) {
  Value left = TRY(eval(*node.left));
  if (left.truth() == (node.op == LogicalOp::kOr)) return left;
  return eval(*node.right);
}

Result<bool> Evaluator::holds(CompareOp op, const Value& left, const Value& right) {
  switch (op) {
    case CompareOp::kEqual:
      return equal(runtime_, left, right);
    case CompareOp::kNotEqual:
      return !TRY(equal(runtime_, left, right));
    case CompareOp::kIn:
      return contains(runtime_, right, left);
    case CompareOp::kNotIn:
      return !TRY(contains(runtime_, right, left));
    default:
      break;
  }
  const Order order = TRY(compare(runtime_, left, right));
  switch (op) {
    case CompareOp::kLess:
      return order == Order::kLess;
    case CompareOp::kLessEqual:
      return order == Order::kLess || order == Order::kEqual;
    case CompareOp::kGreater:
      return order == Order::kGreater;
    default:
      return order == Order::kGreater || order == Order::kEqual;
  }
}

Result<Value> Evaluator::eval_node(const Comparison& node) {
  Value left = TRY(eval(*node.first));
  for (const auto& [op, expression] : node.rest) {
    Value right = TRY(eval(*expression));
    if (!TRY(holds(op, left, right))) return Value::boolean(false);
    left = std::move(right);
  }
  return Value::boolean(true);
}

Result<Value> Evaluator::eval_node(const Concatenation& node) {
  std::string text;
  for (const Expression* part : node.parts) {
    const Value value = TRY(eval(*part));
    if (value.is(Kind::kString)) TRY(runtime_.allocate(value.as_string().size()));
    text += TRY(text_of(runtime_, value));
  }
  return Value::string(std::move(text));
}

Result<Value> Evaluator::eval_node(const Conditional& node) {
  if (TRY(eval(*node.condition)).truth()) return eval(*node.then);
  if (node.otherwise != nullptr) return eval(*node.otherwise);
  return Value::undefined("the inline if-expression evaluated to false and no else section was defined");
}

Result<Value> Evaluator::eval_node(const SequenceLiteral& node) {
  Value::Items items;
  for (const Expression* item : node.items) items.push_back(TRY(eval(*item)));
  return runtime_.sequence(node.kind, std::move(items));
}

Result<Value> Evaluator::eval_node(const DictLiteral& node) {
  Value::Entries entries;
  for (const auto& [key, value] : node.entries) {
    const Value evaluated_key = TRY(eval(*key));
    const Value evaluated_value = TRY(eval(*value));
    TRY(insert(runtime_, entries, evaluated_key, evaluated_value));
  }
  return runtime_.dict(std::move(entries));
}

Result<Value> Evaluator::eval_node(const Attribute& node) {
  return attribute(runtime_, TRY(eval(*node.object)), node.name);
}

Result<Value> Evaluator::eval_node(const Subscript& node) {
  const Value object = TRY(eval(*node.object));
  return subscript(runtime_, object, TRY(eval(*node.index)));
}

Result<Value> Evaluator::eval_node(const Slice& node) {
  const Value object = TRY(eval(*node.object));
  const Value start = TRY(eval_or_none(node.start));
  const Value stop = TRY(eval_or_none(node.stop));
  return slice(runtime_, object, start, stop, TRY(eval_or_none(node.step)));
}

Result<Arguments> Evaluator::eval_arguments(const CallArguments& arguments) {
  Arguments out;
  for (const Expression* value : arguments.positional) out.positional.push_back(TRY(eval(*value)));
  for (const auto& [name, value] : arguments.named) out.named.emplace_back(name, TRY(eval(*value)));
  if (arguments.spread != nullptr) {
    const Value list = TRY(eval(*arguments.spread));
    for (Value& item : TRY(runtime_.items_of(list))) out.positional.push_back(std::move(item));
  }
  if (arguments.spread_named != nullptr) {
    const Value dict = TRY(eval(*arguments.spread_named));
    if (!dict.is(Kind::kDict))
      return template_error(concat("argument after ** is of type ", dict.type_name(), ", expected a dict"));
    for (const auto& [key, value] : dict.as_dict().entries) {
      if (!key.is(Kind::kString)) return template_error("names after ** must be strings");
      for (const auto& [name, given] : out.named) {
        if (name == key.as_string()) return template_error(concat("argument '", name, "' is given twice"));
      }
      out.named.emplace_back(key.as_string(), value);
    }
  }
  return out;
}

Result<Value> Evaluator::call(const Value& callee, const Arguments& arguments) {
  if (callee.is(Kind::kFunction)) return callee.as_function().call(runtime_, arguments);
  if (callee.is(Kind::kLoop) && callee.as_loop().recurse) {
    if (arguments.positional.size() != 1) return template_error("loop() takes 1 argument");
    return callee.as_loop().recurse(arguments.positional[0]);
  }
  if (callee.is(Kind::kUndefined)) return template_error(std::string(callee.reason()));
  return template_error(concat("'", callee.type_name(), "' object is not callable"));
}

Result<Value> Evaluator::eval_node(const Call& node) {
  const Value callee = TRY(eval(*node.callee));
  return call(callee, TRY(eval_arguments(node.arguments)));
}

Result<Value> Evaluator::eval_node(const FilterCall& node) {
  const Value input = TRY(eval(*node.input));
  return apply_filter(runtime_, node.name, input, TRY(eval_arguments(node.arguments)));
}

Result<Value> Evaluator::eval_node(const TestCall& node) {
  const Value value = TRY(eval(*node.value));
  const Arguments arguments = TRY(eval_arguments(node.arguments));
  return Value::boolean(TRY(apply_test(runtime_, node.name, value, arguments)));
}

}  // namespace hearth::jinja
