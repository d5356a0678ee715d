// The syntax tree of a template: what the parser makes and the evaluator walks. An Ast owns its nodes in two plain
// lists, so that a deep tree is freed without recursion; nodes point at each other.
#pragma once

#include <deque>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "template/jinja/operators.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

struct Expression;
struct Statement;
using Body = std::vector<const Statement*>;

struct CallArguments {
  std::vector<const Expression*> positional;
  std::vector<std::pair<std::string, const Expression*>> named;
  const Expression* spread = nullptr;        // *list
  const Expression* spread_named = nullptr;  // **dict
};

// --- Expressions

struct Literal {
  Value value;
};
struct NameRef {
  std::string name;
};
// The text of the filter or set block around, which its filters begin with.
struct BlockText {};
enum class UnaryOp { kNegate, kPlus, kNot };
struct Unary {
  UnaryOp op;
  const Expression* operand;
};
struct Binary {
  BinaryOp op;
  const Expression* left;
  const Expression* right;
};
enum class LogicalOp { kAnd, kOr };
struct Logical {
  LogicalOp op;
  const Expression* left;
  const Expression* right;
};
enum class CompareOp { kEqual, kNotEqual, kLess, kLessEqual, kGreater, kGreaterEqual, kIn, kNotIn };
// a < b <= c: every neighbouring pair holds.
struct Comparison {
  const Expression* first;
  std::vector<std::pair<CompareOp, const Expression*>> rest;
};
struct Concatenation {
  std::vector<const Expression*> parts;
};
struct Conditional {
  const Expression* condition;
  const Expression* then;
  const Expression* otherwise;  // may be null: undefined
};
struct SequenceLiteral {
  SequenceKind kind;
  std::vector<const Expression*> items;
};
struct DictLiteral {
  std::vector<std::pair<const Expression*, const Expression*>> entries;
};
struct Attribute {
  const Expression* object;
  std::string name;
};
struct Subscript {
  const Expression* object;
  const Expression* index;
};
// Each bound may be null.
struct Slice {
  const Expression* object;
  const Expression* start;
  const Expression* stop;
  const Expression* step;
};
struct Call {
  const Expression* callee;
  CallArguments arguments;
};
struct FilterCall {
  const Expression* input;
  std::string name;
  CallArguments arguments;
};
struct TestCall {
  const Expression* value;
  std::string name;
  CallArguments arguments;
};

struct Expression {
  int line;
  std::variant<Literal, NameRef, BlockText, Unary, Binary, Logical, Comparison, Concatenation, Conditional,
               SequenceLiteral, DictLiteral, Attribute, Subscript, Slice, Call, FilterCall, TestCall>
      node;
};

// --- Statements

// What is assigned to: a name, an attribute of a namespace, or a tuple of these.
struct Target {
  std::string name;
  std::string attribute;      // empty for a plain name
  std::vector<Target> items;  // of a tuple; name is empty then
  bool is_tuple = false;
};

// A macro, or the body of a call block.
struct MacroDefinition {
  struct Parameter {
    std::string name;
    const Expression* default_value;  // may be null
  };
  std::string name;
  std::vector<Parameter> parameters;
  Body body;
  // Whether the body uses these names: only then a call may have more arguments than there are parameters.
  bool uses_varargs = false;
  bool uses_kwargs = false;
  bool uses_caller = false;
};

struct Text {
  std::string text;
};
struct Output {
  std::vector<const Expression*> values;
};
struct If {
  struct Branch {
    const Expression* condition;
    Body body;
  };
  std::vector<Branch> branches;
  Body otherwise;
};
struct For {
  Target target;
  const Expression* iterable;
  const Expression* filter;  // may be null
  bool recursive;
  Body body;
  Body otherwise;
};
struct Set {
  Target target;
  const Expression* value;
};
struct SetBlock {
  Target target;
  const Expression* filtered;  // may be null: the text as it is
  Body body;
};
struct Macro {
  MacroDefinition macro;
};
struct CallBlock {
  MacroDefinition caller;
  const Expression* call;  // a Call
};
struct FilterBlock {
  const Expression* filtered;
  Body body;
};
struct With {
  std::vector<std::pair<Target, const Expression*>> assignments;
  Body body;
};
// A body with names of its own ({% generation %}).
struct ScopeBlock {
  Body body;
};
struct Break {};
struct Continue {};

struct Statement {
  int line;
  std::variant<Text, Output, If, For, Set, SetBlock, Macro, CallBlock, FilterBlock, With, ScopeBlock, Break, Continue>
      node;
};

// Nodes are in deques: their addresses stay when more are added.
struct Ast {
  std::deque<Expression> expressions;
  std::deque<Statement> statements;
  Body body;
};

}  // namespace hearth::jinja
