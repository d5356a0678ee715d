// The parser's inside: the tokens, where it stands, and the tree it makes. parser_expressions.cpp and
// parser_statements.cpp hold its two halves.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "template/jinja/ast.h"
#include "template/jinja/lexer.h"

namespace hearth::jinja {

class Parser {
 public:
  explicit Parser(std::vector<Token> tokens) : tokens_(std::move(tokens)) {}

  Result<Ast> run();

 private:
  using Node = const Expression*;

  // --- Tokens
  const Token& current() const { return tokens_[at_]; }
  const Token& next() const { return tokens_[std::min(at_ + 1, tokens_.size() - 1)]; }
  // The current token, and the parser goes on to the one after it (it stays at the end).
  const Token& take() { return tokens_[current().kind == TokenKind::kEnd ? at_ : at_++]; }
  bool is_operator(std::string_view sign) const { return current().is_operator(sign); }
  bool is_name(std::string_view name) const { return current().is_name(name); }
  bool skip_operator(std::string_view sign);
  bool skip_name(std::string_view name);
  Status expect_operator(std::string_view sign);
  Status expect_name(std::string_view name);
  Status expect(TokenKind kind);
  Result<std::string> expect_any_name();
  std::unexpected<Error> error(std::string_view message) const;
  std::unexpected<Error> unexpected_token(std::string_view expected) const;

  // --- Expressions
  template <class T>
  Node make(int line, T node) {
    ast_.expressions.push_back({line, std::move(node)});
    return &ast_.expressions.back();
  }
  Result<Node> parse_expression();
  Result<Node> parse_or();
  Result<Node> parse_and();
  Result<Node> parse_not();
  Result<Node> parse_comparison();
  Result<Node> parse_sum();
  Result<Node> parse_concatenation();
  Result<Node> parse_product();
  Result<Node> parse_power();
  enum class WithFilters { kYes, kNo };
  Result<Node> parse_unary(WithFilters with_filters);
  Result<Node> parse_primary();
  Result<Node> parse_name();
  Result<Node> parse_postfix(Node node);
  Result<Node> parse_filters_and_tests(Node node);
  Result<Node> parse_dot(Node object);
  Result<Node> parse_brackets(Node object);
  Result<Node> parse_list();
  Result<Node> parse_dict();
  Result<CallArguments> parse_arguments();
  Status parse_argument(CallArguments& arguments);
  // The name and arguments of a filter, and those of the ones behind it.
  Result<Node> parse_filter(Node input);
  Result<Node> parse_test(Node value);
  // Expressions with commas between them become a tuple. `stop` is a name that ends it.
  enum class Conditionals { kYes, kNo };
  enum class Empty { kAllowed, kRefused };
  Result<Node> parse_tuple(Conditionals conditionals, std::string_view stop, Empty empty);
  bool at_tuple_end(std::string_view stop) const;

  // --- Statements
  template <class T>
  const Statement* make_statement(int line, T node) {
    ast_.statements.push_back({line, std::move(node)});
    return &ast_.statements.back();
  }
  // Up to a block tag that begins with one of `ends`, which stays the current token; without any, up to the end.
  Result<Body> parse_body(std::initializer_list<std::string_view> ends);
  // The same after the end of a block tag; the end's name is taken when there is one end.
  Result<Body> parse_block(std::initializer_list<std::string_view> ends);
  Result<const Statement*> parse_statement();
  Result<const Statement*> parse_if();
  Result<const Statement*> parse_for();
  Result<const Statement*> parse_set();
  Result<const Statement*> parse_macro();
  Result<const Statement*> parse_call_block();
  Result<const Statement*> parse_filter_block();
  Result<const Statement*> parse_with();
  Result<const Statement*> parse_print();
  Result<const Statement*> parse_scope(std::string_view end);
  Result<const Statement*> parse_jump();
  Status parse_signature(MacroDefinition& macro);
  Status parse_macro_body(MacroDefinition& macro, std::string_view end);
  enum class Attributes { kAllowed, kRefused };
  Result<Target> parse_target(Attributes attributes);
  Result<Target> parse_single_target(Attributes attributes);

  std::vector<Token> tokens_;
  size_t at_ = 0;
  Ast ast_;
  size_t depth_ = 0;    // of expressions and statements in each other
  size_t n_loops_ = 0;  // around the current statement, within its macro
  std::vector<MacroDefinition*> open_macros_;
};

}  // namespace hearth::jinja
