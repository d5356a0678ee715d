// Statements, templates and variables.
#include "base/text.h"
#include "template/go/evaluator.h"
#include "template/go/format.h"
#include "template/go/quoting.h"

namespace hearth::go_template {

namespace {

// What iteration `i` of a range sees. Counting up to a number gives numbers of its type.
Value iterated(const Value& over, size_t i) {
  if (over.is(Kind::kMap)) return over.entry_at(i);
  if (!over.is(Kind::kInt)) return over.item(i);
  return &over.type() == &kByteType ? Value::byte(static_cast<uint8_t>(i)) : Value::integer(static_cast<int64_t>(i));
}

}  // namespace

Status Evaluator::Nesting::status() const {
  Runtime& runtime = evaluator_.runtime_;
  if (evaluator_.n_nested_ > runtime.limits().max_recursion) {
    return evaluator_.error(concat("template recurses more than ", runtime.limits().max_recursion, " levels deep"));
  }
  return evaluator_.here(runtime.step());
}

std::unexpected<Error> Evaluator::error(std::string_view message) const {
  return template_error(concat("template: :", place_in(ast_.source, position_of(at_)), ": executing ",
                               quote(template_name_), " at <", source_text(at_), ">: ", message));
}

Result<std::string> Evaluator::run(const Value& data) {
  variables_ = {{"$", data}};
  TRY(run(data, ast_.main()));
  return std::move(out_);
}

Result<Evaluator::Flow> Evaluator::run(const Value& dot, const Body& body) {
  for (const Statement* statement : body) {
    const Flow flow = TRY(run(dot, *statement));
    if (flow != Flow::kNormal) return flow;
  }
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run(const Value& dot, const Statement& statement) {
  at_ = &statement;
  const Nesting nesting(*this);
  TRY(nesting.status());
  return std::visit([&](const auto& node) { return run_node(dot, statement, node); }, statement.node);
}

Status Evaluator::write(std::string_view text) {
  if (text.size() > runtime_.limits().max_output_bytes - out_.size()) {
    return error(concat("template writes more than ", runtime_.limits().max_output_bytes, " bytes"));
  }
  out_ += text;
  return {};
}

Result<Evaluator::Flow> Evaluator::run_node(const Value& /*dot*/, const Statement& /*statement*/, const Text& node) {
  TRY(write(node.text));
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const Value& dot, const Statement& statement, const Action& node) {
  const Value value = TRY(eval(dot, *node.pipeline));
  if (!node.pipeline->variables.empty()) return Flow::kNormal;
  at_ = &statement;
  if (value.is(Kind::kString)) {
    TRY(write(value.as_string()));
  } else {
    const std::string text = TRY(here(text_of(runtime_, value)));
    TRY(write(text));
  }
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const Value& dot, const Statement& /*statement*/, const Branch& node) {
  const size_t n_variables = variables_.size();
  Result<Flow> flow = Flow::kNormal;
  if (node.kind == BranchKind::kRange) {
    flow = run_range(dot, node);
  } else {
    const Value value = TRY(eval(dot, *node.pipeline));
    const bool holds = value.truth();
    flow = run(holds && node.kind == BranchKind::kWith ? value : dot, holds ? node.body : node.otherwise);
  }
  variables_.resize(n_variables);
  return flow;
}

Result<size_t> Evaluator::n_iterations(const Pipeline& pipeline, const Value& over) {
  if (!over.is_valid()) return 0;
  switch (over.type().kind) {
    case Kind::kInt:
      if (pipeline.variables.size() > 1) {
        return error(concat("can't use ", over.as_int(), " to iterate over more than one variable"));
      }
      return static_cast<size_t>(std::max<int64_t>(over.as_int(), 0));
    case Kind::kBytes:
    case Kind::kSlice:
    case Kind::kMap:
      return over.length();
    default:
      break;
  }
  const std::string text = TRY(here(text_of(runtime_, over)));
  return error(concat("range can't iterate over ", text));
}

Result<Evaluator::Flow> Evaluator::run_range(const Value& dot, const Branch& node) {
  const Value over = TRY(eval(dot, *node.pipeline));
  const size_t n = TRY(n_iterations(*node.pipeline, over));
  const size_t n_variables = variables_.size();
  for (size_t i = 0; i < n; ++i) {
    const Value index =
        over.is(Kind::kMap) ? Value::string(over.entries()[i].first) : Value::integer(static_cast<int64_t>(i));
    const Value item = iterated(over, i);
    TRY(store_iteration(*node.pipeline, index, item));
    const Flow flow = TRY(run(item, node.body));
    variables_.resize(n_variables);
    TRY(here(runtime_.step()));
    if (flow == Flow::kBreak) break;
  }
  return n == 0 ? run(dot, node.otherwise) : Flow::kNormal;
}

// The pipeline has declared its variables already: they are the last ones. One alone is the item, two are the index
// and the item.
Status Evaluator::store_iteration(const Pipeline& pipeline, const Value& index, const Value& item) {
  const size_t n = pipeline.variables.size();
  if (n == 0) return {};
  if (pipeline.storing == Pipeline::Storing::kAssigns) {
    if (n > 1) TRY(assign(pipeline.variables[0], index));
    return assign(pipeline.variables[n - 1], item);
  }
  if (n > 1) variables_[variables_.size() - 2].second = index;
  variables_.back().second = item;
  return {};
}

Result<Evaluator::Flow> Evaluator::run_node(const Value& dot, const Statement& /*statement*/,
                                            const TemplateCall& node) {
  const auto found = ast_.templates.find(node.name);
  if (found == ast_.templates.end()) return error(concat("template ", quote(node.name), " not defined"));
  const Value data = node.pipeline == nullptr ? Value() : TRY(eval(dot, *node.pipeline));
  auto outer_variables = std::exchange(variables_, {{"$", data}});
  const std::string_view outer_name = std::exchange(template_name_, found->first);
  TRY(run(data, found->second));
  variables_ = std::move(outer_variables);
  template_name_ = outer_name;
  return Flow::kNormal;
}

Result<Evaluator::Flow> Evaluator::run_node(const Value& /*dot*/, const Statement& /*statement*/,
                                            const Break& /*node*/) {
  return Flow::kBreak;
}

Result<Evaluator::Flow> Evaluator::run_node(const Value& /*dot*/, const Statement& /*statement*/,
                                            const Continue& /*node*/) {
  return Flow::kContinue;
}

Status Evaluator::assign(std::string_view name, const Value& value) {
  for (auto variable = variables_.rbegin(); variable != variables_.rend(); ++variable) {
    if (variable->first == name) {
      variable->second = value;
      return {};
    }
  }
  return error(concat("undefined variable: ", name));
}

Result<Value> Evaluator::look_up(std::string_view name) {
  for (auto variable = variables_.rbegin(); variable != variables_.rend(); ++variable) {
    if (variable->first == name) return variable->second;
  }
  return error(concat("undefined variable: ", name));
}

}  // namespace hearth::go_template
