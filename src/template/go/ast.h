// The syntax tree of a template: what the parser makes, the evaluator walks and analysis.h searches. An Ast owns its
// nodes in plain lists, so that a deep tree is freed without recursion; nodes point at each other. `at` is where a node
// begins in the source, in bytes.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "template/go/functions.h"
#include "template/go/value.h"

namespace hearth::go_template {

struct Expression;
struct Pipeline;
struct Statement;
using Body = std::vector<const Statement*>;

// --- Expressions: what stands between the spaces of a command

struct BoolLiteral {
  bool value;
};
struct NilLiteral {};
struct NumberLiteral {
  std::string text;
  std::optional<Value> value;  // nothing: a whole number too large for int, an error when it is used
};
struct StringLiteral {
  std::string source;  // with its quotes
  Value value;
};
struct Dot {};
// .A.B
struct FieldChain {
  std::vector<std::string> names;
};
// $x.A.B; the name has its dollar sign
struct Variable {
  std::string name;
  std::vector<std::string> fields;
};
struct FunctionName {
  const Function* function;
};
struct Parenthesized {
  const Pipeline* pipeline;
};
// Fields of something else than a field or a variable: (pipeline).A.B, function.A
struct Chain {
  const Expression* object;
  std::vector<std::string> fields;
};

struct Expression {
  size_t at;
  std::variant<BoolLiteral, NilLiteral, NumberLiteral, StringLiteral, Dot, FieldChain, Variable, FunctionName,
               Parenthesized, Chain>
      node;
};

// Expressions in a row: the first is what is called or taken, the others are its arguments.
struct Command {
  size_t at;
  std::vector<const Expression*> arguments;
};

struct Pipeline {
  enum class Storing { kDeclares, kAssigns };
  size_t at;
  Storing storing = Storing::kDeclares;
  std::vector<std::string> variables;  // that get the value; two only for range
  std::vector<Command> commands;       // each one's value is the last argument of the next
};

// --- Statements

struct Text {
  std::string text;
};
struct Action {
  const Pipeline* pipeline;
};
enum class BranchKind { kIf, kWith, kRange };
struct Branch {
  BranchKind kind;
  const Pipeline* pipeline;
  Body body;
  Body otherwise;
};
struct TemplateCall {
  std::string name;
  const Pipeline* pipeline;  // may be null
};
struct Break {};
struct Continue {};

struct Statement {
  size_t at;
  std::variant<Text, Action, Branch, TemplateCall, Break, Continue> node;
};

struct Ast {
  std::string source;
  // By the name given in define and block; the template itself has the empty name.
  std::map<std::string, Body, std::less<>> templates;
  // Nodes are in deques: their addresses stay when more are added.
  std::deque<Expression> expressions;
  std::deque<Pipeline> pipelines;
  std::deque<Statement> statements;
  std::shared_ptr<const Ast> base;  // owns nodes that this tree shares; may be null

  const Body& main() const { return templates.find("")->second; }
};

// The line, from 1, and the byte within it, from 0: "LINE:COLUMN", as Go counts them.
std::string place_in(std::string_view source, size_t at);

}  // namespace hearth::go_template
