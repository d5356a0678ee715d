// The parser's inside: the tokens, where it stands, and the tree it makes. parser.cpp holds the statements,
// parser_pipelines.cpp the pipelines and what is in them.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/go/ast.h"
#include "template/go/lexer.h"

namespace hearth::go_template {

class Parser {
 public:
  explicit Parser(std::string_view source) : tokens_(tokenize(source)) { ast_.source = source; }

  Result<Ast> run();

 private:
  // What ended a body: {{end}}, {{else}} (an if or with behind it is the current token), or the source.
  enum class BodyEnd { kEnd, kElse, kSource };
  struct ParsedBody {
    Body body;
    BodyEnd end;
  };
  // What a template has of its own: define and block begin anew.
  struct Scope {
    std::vector<std::string> variables = {"$"};
    size_t n_ranges = 0;  // around the current statement
  };
  class Nested;

  // --- Tokens. The parser stays at the last one.
  const Token& peek();
  const Token& take();
  const Token& peek_non_space();
  const Token& take_non_space();
  // The token after `at`, or the last one.
  const Token& token_at(size_t at);
  Status expect(TokenKind kind, std::string_view context);
  std::unexpected<Error> error(std::string_view message) const;
  std::unexpected<Error> unexpected(const Token& token, std::string_view context) const;

  // --- Statements
  Result<ParsedBody> parse_body();
  // The body of a define or block, up to its end; kept under its name.
  Status parse_definition(const std::string& name, std::string_view context);
  Status add_template(const std::string& name, Body body);
  // Behind the left delimiter. Appends to `body`; what ended it if the action is an end or an else, kSource otherwise.
  Result<BodyEnd> parse_action(Body& body);
  Result<const Statement*> parse_jump(TokenKind kind, size_t at);
  Result<const Statement*> parse_branch(BranchKind kind);
  Result<Body> parse_else(BranchKind kind);
  Result<const Statement*> parse_template_call();
  Result<const Statement*> parse_block();
  Result<std::string> parse_template_name(const Token& token, std::string_view context);
  template <class T>
  const Statement* make_statement(size_t at, T node) {
    return &ast_.statements.emplace_back(Statement{at, std::move(node)});
  }

  // --- Pipelines
  // Up to and with `end`.
  Result<const Pipeline*> parse_pipeline(std::string_view context, TokenKind end);
  Status parse_declarations(Pipeline& pipeline, std::string_view context);
  Status check_pipeline(const Pipeline& pipeline, std::string_view context) const;
  Result<Command> parse_command();
  // Null when what follows is no operand.
  Result<const Expression*> parse_operand();
  Result<const Expression*> parse_term();
  Result<const Expression*> parse_function_name(const Token& token);
  Result<const Expression*> parse_variable(const Token& token);
  Result<const Expression*> parse_number_literal(const Token& token);
  Result<const Expression*> parse_string_literal(const Token& token);
  template <class T>
  const Expression* make(size_t at, T node) {
    return &ast_.expressions.emplace_back(Expression{at, std::move(node)});
  }

  std::vector<Token> tokens_;
  size_t at_ = 0;
  size_t n_read_ = 0;     // tokens looked at: errors are reported where the last of them is
  size_t action_at_ = 0;  // where the current action begins
  bool in_action_ = false;
  Ast ast_;
  Scope scope_;
  size_t depth_ = 0;  // of pipelines and bodies in each other
};

// One level of nesting, as long as it lives: Nested nested(*this); TRY(nested.status()).
class Parser::Nested {
 public:
  explicit Nested(Parser& parser) : parser_(parser) { ++parser_.depth_; }
  ~Nested() { --parser_.depth_; }
  Nested(const Nested&) = delete;
  Nested& operator=(const Nested&) = delete;
  Status status() const;

 private:
  Parser& parser_;
};

}  // namespace hearth::go_template
