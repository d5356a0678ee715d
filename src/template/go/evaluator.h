// The evaluator's inside: variables, the text being written, and a method for each kind of node. eval.cpp holds the
// statements, eval_expressions.cpp pipelines and what is in them, eval_calls.cpp fields, functions and arguments.
//
// Dot is handed from method to method. `at_` is the node that evaluation last came to: errors quote it, as Go's do.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/go/ast.h"
#include "template/go/runtime.h"
#include "template/go/source_text.h"

namespace hearth::go_template {

class Evaluator {
 public:
  Evaluator(const Ast& ast, const Limits& limits, std::optional<std::time_t> now) : ast_(ast), runtime_(limits, now) {}

  // An error begins with "template: :LINE:COLUMN: ".
  Result<std::string> run(const Value& data);

 private:
  enum class Flow { kNormal, kBreak, kContinue };
  // The expressions of a command behind its first.
  using ArgumentNodes = std::span<const Expression* const>;
  // The value of the command before in a pipeline, which becomes the last argument; null when there is none.
  using Piped = const Value*;
  // One level of recursion, as long as it lives: Nesting nesting(*this); TRY(nesting.status()).
  class Nesting;

  std::unexpected<Error> error(std::string_view message) const;
  // An error of `result` told with its place.
  template <class T>
  Result<T> here(Result<T> result) const {
    if (!result) return error(result.error().message);
    return result;
  }

  // --- Statements
  Result<Flow> run(const Value& dot, const Body& body);
  Result<Flow> run(const Value& dot, const Statement& statement);
  Result<Flow> run_node(const Value& dot, const Statement& statement, const Text& node);
  Result<Flow> run_node(const Value& dot, const Statement& statement, const Action& node);
  Result<Flow> run_node(const Value& dot, const Statement& statement, const Branch& node);
  Result<Flow> run_node(const Value& dot, const Statement& statement, const TemplateCall& node);
  Result<Flow> run_node(const Value& dot, const Statement& statement, const Break& node);
  Result<Flow> run_node(const Value& dot, const Statement& statement, const Continue& node);
  Result<Flow> run_range(const Value& dot, const Branch& node);
  // How often a range over the value runs its body; an error when it cannot.
  Result<size_t> n_iterations(const Pipeline& pipeline, const Value& over);
  Status store_iteration(const Pipeline& pipeline, const Value& index, const Value& item);
  Status write(std::string_view text);

  // --- Variables
  Status assign(std::string_view name, const Value& value);
  Result<Value> look_up(std::string_view name);

  // --- Pipelines
  Result<Value> eval(const Value& dot, const Pipeline& pipeline);
  Result<Value> eval(const Value& dot, const Command& command, Piped piped);
  Result<Value> literal_of(const Value& dot, const Expression& expression);
  Status check_takes_no_arguments(const Expression& first, ArgumentNodes arguments, Piped piped) const;

  // --- Fields
  Result<Value> eval_fields(const Value& dot, const Expression& node, const FieldChain& chain, ArgumentNodes arguments,
                            Piped piped);
  Result<Value> eval_variable(const Expression& node, const Variable& variable, ArgumentNodes arguments, Piped piped);
  Result<Value> eval_chain(const Value& dot, const Expression& node, const Chain& chain, ArgumentNodes arguments,
                           Piped piped);
  // The arguments are the last field's.
  Result<Value> walk_fields(Value receiver, std::span<const std::string> names, ArgumentNodes arguments, Piped piped);
  Result<Value> field_of(const Value& receiver, std::string_view name, size_t n_arguments);

  // --- Functions
  // `node` is quoted when the function fails.
  Result<Value> eval_function(const Value& dot, const Expression& name, const Node& node, ArgumentNodes arguments,
                              Piped piped);
  Status check_count(const Function& function, size_t n_nodes, Piped piped) const;
  Result<Value> eval_logical(const Value& dot, const Function& function, ArgumentNodes arguments, Piped piped);
  Result<Value> eval_argument(const Value& dot, Parameters parameter, const Expression& node);
  Result<Value> eval_term(const Value& dot, const Expression& node);
  // `value` as a function takes it.
  Result<Value> converted(Parameters parameter, const Value& value) const;

  const Ast& ast_;
  Runtime runtime_;
  std::string out_;
  std::string_view template_name_;
  std::vector<std::pair<std::string_view, Value>> variables_;  // of the current template; views into the tree
  Node at_ = static_cast<const Statement*>(nullptr);
  size_t n_nested_ = 0;
};

class Evaluator::Nesting {
 public:
  explicit Nesting(Evaluator& evaluator) : evaluator_(evaluator) { ++evaluator_.n_nested_; }
  ~Nesting() { --evaluator_.n_nested_; }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  // Also counts a step.
  Status status() const;

 private:
  Evaluator& evaluator_;
};

}  // namespace hearth::go_template
