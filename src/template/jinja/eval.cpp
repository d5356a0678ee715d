// Statements, macros and scopes; expressions are in eval_expressions.cpp.
#include "template/jinja/eval.h"

#include <algorithm>

#include "base/text.h"
#include "template/jinja/evaluator.h"
#include "template/jinja/loop.h"
#include "template/jinja/printing.h"

namespace hearth::jinja {
namespace {

// Ends a loop when its for is left, by whatever way: the object may live on in a namespace.
struct LoopEnd {
  Loop& loop;
  ~LoopEnd() {
    loop.ended = true;
    loop.last_changed.reset();
    loop.recurse = nullptr;
  }
};

}  // namespace

Value* Scope::find_here(std::string_view name) {
  for (auto& [candidate, value] : names) {
    if (candidate == name) return &value;
  }
  return nullptr;
}

void Scope::set(std::string_view name, Value value) {
  if (Value* found = find_here(name)) {
    *found = std::move(value);
  } else {
    names.emplace_back(name, std::move(value));
  }
}

Result<std::string> Evaluator::run() {
  std::string out;
  out_ = &out;
  Scope top;
  scope_ = &top;
  const Result<Flow> result = run(ast_.body);
  if (!result) return within(concat("line ", error_line_), result.error());
  return out;
}

Result<Evaluator::Flow> Evaluator::run(const Body& body) {
  for (const Statement* statement : body) {
    const Flow flow = TRY(run(*statement));
    if (flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run(const Statement& statement) {
  const Nesting nesting(runtime_);
  TRY(at_line(statement.line, nesting.status()));
  TRY(at_line(statement.line, runtime_.step()));
  return at_line(statement.line, std::visit([this](const auto& node) { return run_node(node); }, statement.node));
}

Status Evaluator::write(std::string_view text) {
  TRY(runtime_.allocate(text.size()));
  if (text.size() > runtime_.limits().max_output_bytes - std::min(out_->size(), runtime_.limits().max_output_bytes)) {
    return template_error(concat("template writes more than ", runtime_.limits().max_output_bytes, " bytes"));
  }
  *out_ += text;
  return {};
}

Status Evaluator::print(const Expression& expression) {
  const Value value = TRY(eval(expression));
  if (value.is(Kind::kString)) return write(value.as_string());
  const std::string text = TRY(text_of(runtime_, value));
  return write(text);
}

Result<Evaluator::Flow> Evaluator::run_node(const Text& node) {
  TRY(write(node.text));
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const Output& node) {
  for (const Expression* value : node.values) TRY(print(*value));
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const If& node) {
  for (const If::Branch& branch : node.branches) {
    if (TRY(eval(*branch.condition)).truth()) return run(branch.body);
  }
  return run(node.otherwise);
}

Result<Evaluator::Flow> Evaluator::run_node(const For& node) {
  const Value iterable = TRY(eval(*node.iterable));
  return run_loop(node, scope_, iterable, /*nesting=*/0);
}

Result<Value::Items> Evaluator::loop_items(const For& node, Scope* parent, const Value& iterable) {
  Value::Items items = TRY(runtime_.items_of(iterable));
  if (node.filter == nullptr) return items;
  Value::Items passing;
  for (Value& item : items) {
    const Inner inner(*this, parent);
    TRY(assign(node.target, item));
    if (TRY(eval(*node.filter)).truth()) passing.push_back(std::move(item));
  }
  return passing;
}

Result<Evaluator::Flow> Evaluator::run_loop(const For& node, Scope* parent, const Value& iterable, size_t nesting) {
  // Its value is made once: all iterations see the same object.
  const auto loop = std::make_shared<Loop>();
  loop->items = TRY(loop_items(node, parent, iterable));
  loop->nesting = nesting;
  for (const Value& item : loop->items) loop->depth = std::max(loop->depth, item.depth() + 1);
  if (loop->depth > runtime_.limits().max_value_depth)
    return template_error("loop over values that are nested too deep");
  if (node.recursive) {
    loop->recurse = [this, &node, parent, nesting](const Value& inner) -> Result<Value> {
      Capture capture(*this);
      TRY(run_loop(node, parent, inner, nesting + 1));
      return runtime_.string(capture.take());
    };
  }
  const LoopEnd end{*loop};
  bool any_ran_through = false;
  for (; loop->index < loop->items.size(); ++loop->index) {
    const Inner inner(*this, parent);
    scope_->set("loop", Value::loop(loop));
    TRY(assign(node.target, loop->items[loop->index]));
    TRY(runtime_.step());
    const Flow flow = TRY(run(node.body));
    if (flow == Flow::kBreak) break;
    if (flow == Flow::kNormal) any_ran_through = true;
  }
  // Jinja's else is for loops none of whose iterations got to the end of the body.
  if (!any_ran_through) {
    const Inner inner(*this, parent);
    return run(node.otherwise);
  }
  return Flow::kNormal;
}

// An attribute is set on a namespace only, and every target is looked at before any is assigned.
Status Evaluator::check_namespaces(const Target& target) {
  for (const Target& item : target.items) TRY(check_namespaces(item));
  if (!target.attribute.empty() && !TRY(look_up(target.name)).is(Kind::kNamespace)) {
    return template_error(
        concat("cannot set attribute '", target.attribute, "' of '", target.name, "', which is no namespace"));
  }
  return {};
}

Status Evaluator::assign(const Target& target, const Value& value) {
  if (!target.attribute.empty()) {
    const Value object = TRY(look_up(target.name));
    if (!object.is(Kind::kNamespace)) return template_error(concat("'", target.name, "' is no namespace any more"));
    TRY(runtime_.allocate(target.attribute.size() + sizeof(Value)));
    TRY(runtime_.step(object.as_namespace().attributes.size() / 16));
    object.as_namespace().set(target.attribute, value);
  } else if (!target.is_tuple) {
    scope_->set(target.name, value);
  } else {
    const Value::Items items = TRY(runtime_.items_of(value));
    if (value.is(Kind::kUndefined)) return template_error(std::string(value.reason()));
    if (items.size() != target.items.size()) {
      return template_error(concat("cannot unpack ", items.size(), " values into ", target.items.size(), " names"));
    }
    for (size_t i = 0; i < items.size(); ++i) TRY(assign(target.items[i], items[i]));
  }
  return {};
}

Result<Evaluator::Flow> Evaluator::run_node(const Set& node) {
  TRY(check_namespaces(node.target));
  const Value value = TRY(eval(*node.value));
  TRY(assign(node.target, value));
  return Flow::kNormal;
}

Result<Value> Evaluator::text_of_body(const Body& body) {
  Capture capture(*this);
  const Inner inner(*this, scope_);
  TRY(run(body));
  return runtime_.string(capture.take());
}

Result<Evaluator::Flow> Evaluator::run_node(const SetBlock& node) {
  Value text = TRY(text_of_body(node.body));
  if (node.filtered != nullptr) {
    block_text_ = std::move(text);
    text = TRY(eval(*node.filtered));
  }
  TRY(check_namespaces(node.target));
  TRY(assign(node.target, text));
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const FilterBlock& node) {
  block_text_ = TRY(text_of_body(node.body));
  const Value text = TRY(eval(*node.filtered));
  if (!text.is(Kind::kString)) {
    return template_error(concat("a filter block's filters gave a ", text.type_name(), ", expected a str"));
  }
  TRY(write(text.as_string()));
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const With& node) {
  Scope* outer = scope_;
  const Inner inner(*this, outer);
  Scope* own = scope_;
  for (const auto& [target, expression] : node.assignments) {
    scope_ = outer;  // the values do not see the names beside them
    const Result<Value> value = eval(*expression);
    scope_ = own;
    if (!value) return std::unexpected(value.error());
    TRY(assign(target, *value));
  }
  return run(node.body);
}

Result<Evaluator::Flow> Evaluator::run_node(const ScopeBlock& node) {
  const Inner inner(*this, scope_);
  return run(node.body);
}

Result<Evaluator::Flow> Evaluator::run_node(const Break&) { return Flow::kBreak; }
Result<Evaluator::Flow> Evaluator::run_node(const Continue&) { return Flow::kContinue; }

Result<Value> Evaluator::make_macro(const MacroDefinition& macro) {
  for (Scope* scope = scope_; scope != nullptr; scope = scope->parent) scope->captured = true;
  return runtime_.function({.description = concat("<Macro ", repr_of_string(macro.name), ">"),
                            .depth = 0,
                            .call = [this, &macro, closure = scope_](Runtime&, const Arguments& arguments) {
                              return call_macro(macro, closure, arguments);
                            }});
}

Result<Evaluator::Flow> Evaluator::run_node(const Macro& node) {
  scope_->set(node.macro.name, TRY(make_macro(node.macro)));
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const CallBlock& node) {
  const auto& call_node = std::get<Call>(node.call->node);
  const Value callee = TRY(eval(*call_node.callee));
  Arguments arguments = TRY(eval_arguments(call_node.arguments));
  arguments.named.emplace_back("caller", TRY(make_macro(node.caller)));
  const Value result = TRY(call(callee, arguments));
  const std::string text = TRY(text_of(runtime_, result));
  TRY(write(text));
  return Flow::kNormal;
}

Status Evaluator::bind_parameters(const MacroDefinition& macro, const Arguments& arguments) {
  for (size_t i = 0; i < macro.parameters.size(); ++i) {
    const auto& [name, default_value] = macro.parameters[i];
    const auto named =
        std::ranges::find(arguments.named, name, [](const auto& n) -> const std::string& { return n.first; });
    if (i < arguments.positional.size()) {
      scope_->set(name, arguments.positional[i]);
    } else if (named != arguments.named.end()) {
      scope_->set(name, named->second);
    } else if (default_value != nullptr) {
      scope_->set(name, TRY(eval(*default_value)));
    } else {
      scope_->set(name, Value::undefined(concat("parameter '", name, "' was not provided")));
    }
  }
  return {};
}

// What is left over: the names varargs, kwargs and caller, or an error.
Status Evaluator::bind_extras(const MacroDefinition& macro, const Arguments& arguments) {
  const size_t n_parameters = macro.parameters.size();
  Value caller = Value::undefined("no caller defined");
  Value::Entries kwargs;
  for (const auto& [name, value] : arguments.named) {
    const auto parameter = std::ranges::find(macro.parameters, name, &MacroDefinition::Parameter::name);
    const bool is_parameter = parameter != macro.parameters.end();
    const bool bound =
        is_parameter && static_cast<size_t>(parameter - macro.parameters.begin()) >= arguments.positional.size();
    if (bound) continue;
    if (name == "caller" && macro.uses_caller && !is_parameter) {
      caller = value;
    } else if (macro.uses_kwargs) {
      kwargs.emplace_back(Value::string(name), value);
    } else {
      return template_error(concat("macro '", macro.name, "' takes no keyword argument '", name, "'"));
    }
  }
  if (arguments.positional.size() > n_parameters && !macro.uses_varargs) {
    return template_error(concat("macro '", macro.name, "' takes not more than ", n_parameters, " argument(s)"));
  }
  const auto has_parameter = [&](std::string_view name) {
    return std::ranges::find(macro.parameters, name, &MacroDefinition::Parameter::name) != macro.parameters.end();
  };
  if (macro.uses_caller && !has_parameter("caller")) scope_->set("caller", caller);
  if (macro.uses_kwargs && !has_parameter("kwargs")) scope_->set("kwargs", TRY(runtime_.dict(std::move(kwargs))));
  if (macro.uses_varargs && !has_parameter("varargs")) {
    Value::Items rest;
    for (size_t i = n_parameters; i < arguments.positional.size(); ++i) rest.push_back(arguments.positional[i]);
    scope_->set("varargs", TRY(runtime_.sequence(SequenceKind::kTuple, std::move(rest))));
  }
  return {};
}

Result<Value> Evaluator::call_macro(const MacroDefinition& macro, Scope* closure, const Arguments& arguments) {
  Capture capture(*this);
  const Inner inner(*this, closure);
  TRY(bind_extras(macro, arguments));
  TRY(bind_parameters(macro, arguments));
  TRY(run(macro.body));
  return runtime_.string(capture.take());
}

Result<std::string> evaluate(const Ast& ast, const Value::Entries& globals, const Limits& limits,
                             std::optional<std::time_t> now) {
  return Evaluator(ast, globals, limits, now).run();
}

}  // namespace hearth::jinja
