// The evaluator's inside: scopes, the text being written, and a method for each kind of node. eval.cpp holds the
// statements, eval_expressions.cpp the expressions.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/jinja/ast.h"
#include "template/jinja/function.h"
#include "template/jinja/runtime.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

struct Scope {
  Scope* parent = nullptr;
  std::vector<std::pair<std::string_view, Value>> names;  // views into the tree
  bool captured = false;                                  // a macro was made in it and may use it later

  Value* find_here(std::string_view name);
  void set(std::string_view name, Value value);
};

class Evaluator {
 public:
  Evaluator(const Ast& ast, const Value::Entries& globals, const Limits& limits, std::optional<std::time_t> now)
      : ast_(ast), globals_(globals), runtime_(limits, now) {}

  Result<std::string> run();

 private:
  enum class Flow { kNormal, kBreak, kContinue };

  // Opens a scope in `parent` as long as it lives. A captured scope is kept until the end.
  class Inner;
  // Sends output into a text of its own as long as it lives.
  class Capture;

  // --- Statements
  Result<Flow> run(const Body& body);
  Result<Flow> run(const Statement& statement);
  Result<Flow> run_node(const Text& node);
  Result<Flow> run_node(const Output& node);
  Result<Flow> run_node(const If& node);
  Result<Flow> run_node(const For& node);
  Result<Flow> run_node(const Set& node);
  Result<Flow> run_node(const SetBlock& node);
  Result<Flow> run_node(const Macro& node);
  Result<Flow> run_node(const CallBlock& node);
  Result<Flow> run_node(const FilterBlock& node);
  Result<Flow> run_node(const With& node);
  Result<Flow> run_node(const ScopeBlock& node);
  Result<Flow> run_node(const Break& node);
  Result<Flow> run_node(const Continue& node);
  Result<Flow> run_loop(const For& node, Scope* parent, const Value& iterable, size_t nesting);
  Result<Value::Items> loop_items(const For& node, Scope* parent, const Value& iterable);
  // The text that a body writes.
  Result<Value> text_of_body(const Body& body);
  Status write(std::string_view text);
  Status print(const Expression& expression);
  Status assign(const Target& target, const Value& value);
  Status check_namespaces(const Target& target);

  // --- Macros
  Result<Value> make_macro(const MacroDefinition& macro);
  Result<Value> call_macro(const MacroDefinition& macro, Scope* closure, const Arguments& arguments);
  Status bind_parameters(const MacroDefinition& macro, const Arguments& arguments);
  Status bind_extras(const MacroDefinition& macro, const Arguments& arguments);

  // --- Expressions
  Result<Value> eval(const Expression& expression);
  Result<Value> eval_node(const Literal& node);
  Result<Value> eval_node(const NameRef& node);
  Result<Value> eval_node(const BlockText& node);
  Result<Value> eval_node(const Unary& node);
  Result<Value> eval_node(const Binary& node);
  Result<Value> eval_node(const Logical& node);
  Result<Value> eval_node(const Comparison& node);
  Result<Value> eval_node(const Concatenation& node);
  Result<Value> eval_node(const Conditional& node);
  Result<Value> eval_node(const SequenceLiteral& node);
  Result<Value> eval_node(const DictLiteral& node);
  Result<Value> eval_node(const Attribute& node);
  Result<Value> eval_node(const Subscript& node);
  Result<Value> eval_node(const Slice& node);
  Result<Value> eval_node(const Call& node);
  Result<Value> eval_node(const FilterCall& node);
  Result<Value> eval_node(const TestCall& node);
  Result<Value> eval_or_none(const Expression* expression);
  Result<bool> holds(CompareOp op, const Value& left, const Value& right);
  Result<Arguments> eval_arguments(const CallArguments& arguments);
  Result<Value> call(const Value& callee, const Arguments& arguments);
  Result<Value> look_up(std::string_view name);

  // Notes where an error came up first: the innermost node is evaluated last and fails first.
  template <class T>
  Result<T> at_line(int line, Result<T> result) {
    if (!result && error_line_ == 0) error_line_ = line;
    return result;
  }

  const Ast& ast_;
  const Value::Entries& globals_;
  Runtime runtime_;
  Scope* scope_ = nullptr;
  std::vector<std::unique_ptr<Scope>> kept_scopes_;
  std::string* out_ = nullptr;
  Value block_text_;  // what a filter block's filters begin with
  int error_line_ = 0;
};

class Evaluator::Inner {
 public:
  Inner(Evaluator& evaluator, Scope* parent)
      : evaluator_(evaluator), outer_(evaluator.scope_), scope_(std::make_unique<Scope>()) {
    scope_->parent = parent;
    evaluator_.scope_ = scope_.get();
  }
  ~Inner() {
    evaluator_.scope_ = outer_;
    if (scope_->captured) evaluator_.kept_scopes_.push_back(std::move(scope_));
  }
  Inner(const Inner&) = delete;
  Inner& operator=(const Inner&) = delete;

 private:
  Evaluator& evaluator_;
  Scope* outer_;
  std::unique_ptr<Scope> scope_;
};

class Evaluator::Capture {
 public:
  explicit Capture(Evaluator& evaluator) : evaluator_(evaluator), outer_(evaluator.out_) { evaluator_.out_ = &text_; }
  ~Capture() { evaluator_.out_ = outer_; }
  Capture(const Capture&) = delete;
  Capture& operator=(const Capture&) = delete;
  std::string take() { return std::move(text_); }

 private:
  Evaluator& evaluator_;
  std::string* outer_;
  std::string text_;
};

}  // namespace hearth::jinja
