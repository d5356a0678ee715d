// Statements and the frame around them; expressions are in parser_expressions.cpp.
#include "template/jinja/parser.h"

#include <algorithm>

#include "base/text.h"
#include "template/jinja/parser_state.h"
#include "template/jinja/runtime.h"

namespace hearth::jinja {
namespace {

constexpr size_t kMaxDepth = 100;

std::string describe(const Token& token) {
  switch (token.kind) {
    case TokenKind::kData:
      return "text";
    case TokenKind::kVariableBegin:
      return "'{{'";
    case TokenKind::kVariableEnd:
      return "'}}'";
    case TokenKind::kBlockBegin:
      return "'{%'";
    case TokenKind::kBlockEnd:
      return "'%}'";
    case TokenKind::kString:
      return "a string";
    case TokenKind::kInteger:
    case TokenKind::kFloat:
      return "a number";
    case TokenKind::kName:
    case TokenKind::kOperator:
      return concat("'", token.text, "'");
    case TokenKind::kEnd:
      break;
  }
  return "the end of the template";
}

}  // namespace

bool Parser::skip_operator(std::string_view sign) {
  if (!is_operator(sign)) return false;
  take();
  return true;
}

bool Parser::skip_name(std::string_view name) {
  if (!is_name(name)) return false;
  take();
  return true;
}

Status Parser::expect_operator(std::string_view sign) {
  if (skip_operator(sign)) return {};
  return unexpected_token(concat("'", sign, "'"));
}

Status Parser::expect_name(std::string_view name) {
  if (skip_name(name)) return {};
  return unexpected_token(concat("'", name, "'"));
}

Status Parser::expect(TokenKind kind) {
  if (current().kind != kind) {
    Token wanted;
    wanted.kind = kind;
    return unexpected_token(describe(wanted));
  }
  take();
  return {};
}

Result<std::string> Parser::expect_any_name() {
  if (current().kind != TokenKind::kName) return unexpected_token("a name");
  return take().text;
}

std::unexpected<Error> Parser::error(std::string_view message) const {
  return template_error(concat("line ", current().line, ": ", message));
}

std::unexpected<Error> Parser::unexpected_token(std::string_view expected) const {
  return error(concat("found ", describe(current()), ", expected ", expected));
}

Result<Ast> Parser::run() {
  ast_.body = TRY(parse_body({}));
  if (current().kind != TokenKind::kEnd) return unexpected_token("the end of the template");
  return std::move(ast_);
}

Result<Body> Parser::parse_body(std::initializer_list<std::string_view> ends) {
  if (++depth_ > kMaxDepth) return error(concat("statements are nested more than ", kMaxDepth, " levels deep"));
  Body body;
  while (current().kind != TokenKind::kEnd) {
    const int line = current().line;
    if (current().kind == TokenKind::kData) {
      body.push_back(make_statement(line, Text{take().text}));
    } else if (current().kind == TokenKind::kVariableBegin) {
      take();
      Output output{{TRY(parse_tuple(Conditionals::kYes, "", Empty::kRefused))}};
      TRY(expect(TokenKind::kVariableEnd));
      body.push_back(make_statement(line, std::move(output)));
    } else {
      TRY(expect(TokenKind::kBlockBegin));
      if (std::ranges::any_of(ends, [&](std::string_view end) { return is_name(end); })) {
        --depth_;
        return body;
      }
      body.push_back(TRY(parse_statement()));
      TRY(expect(TokenKind::kBlockEnd));
    }
  }
  if (ends.size() > 0) return unexpected_token(concat("'", *ends.begin(), "'"));
  --depth_;
  return body;
}

Result<Body> Parser::parse_block(std::initializer_list<std::string_view> ends) {
  skip_operator(":");
  TRY(expect(TokenKind::kBlockEnd));
  Body body = TRY(parse_body(ends));
  if (ends.size() == 1) take();
  return body;
}

Result<const Statement*> Parser::parse_statement() {
  if (current().kind != TokenKind::kName) return unexpected_token("the name of a tag");
  if (is_name("if")) return parse_if();
  if (is_name("for")) return parse_for();
  if (is_name("set")) return parse_set();
  if (is_name("macro")) return parse_macro();
  if (is_name("call")) return parse_call_block();
  if (is_name("filter")) return parse_filter_block();
  if (is_name("with")) return parse_with();
  if (is_name("print")) return parse_print();
  if (is_name("generation")) return parse_scope("endgeneration");
  if (is_name("break") || is_name("continue")) return parse_jump();
  return error(concat("unknown tag '", current().text, "'"));
}

Result<const Statement*> Parser::parse_if() {
  const int line = take().line;
  If statement;
  while (true) {
    Node condition = TRY(parse_tuple(Conditionals::kNo, "", Empty::kRefused));
    statement.branches.push_back({condition, TRY(parse_block({"elif", "else", "endif"}))});
    if (skip_name("elif")) continue;
    if (skip_name("else")) {
      statement.otherwise = TRY(parse_block({"endif"}));
    } else {
      take();
    }
    return make_statement(line, std::move(statement));
  }
}

Result<const Statement*> Parser::parse_for() {
  const int line = take().line;
  For loop{};
  loop.target = TRY(parse_target(Attributes::kRefused));
  TRY(expect_name("in"));
  loop.iterable = TRY(parse_tuple(Conditionals::kNo, "recursive", Empty::kRefused));
  if (skip_name("if")) loop.filter = TRY(parse_expression());
  loop.recursive = skip_name("recursive");
  ++n_loops_;
  loop.body = TRY(parse_block({"endfor", "else"}));
  --n_loops_;
  const bool has_else = take().text == "else";
  if (has_else) loop.otherwise = TRY(parse_block({"endfor"}));
  return make_statement(line, std::move(loop));
}

Result<Target> Parser::parse_single_target(Attributes attributes) {
  if (skip_operator("(")) {
    Target tuple = TRY(parse_target(attributes));
    TRY(expect_operator(")"));
    return tuple;
  }
  Target target;
  target.name = TRY(expect_any_name());
  constexpr std::string_view kConstants[] = {"true", "false", "none", "True", "False", "None"};
  if (std::ranges::find(kConstants, target.name) != std::end(kConstants)) {
    return error(concat("cannot assign to '", target.name, "'"));
  }
  if (attributes == Attributes::kAllowed && skip_operator(".")) target.attribute = TRY(expect_any_name());
  return target;
}

Result<Target> Parser::parse_target(Attributes attributes) {
  if (++depth_ > kMaxDepth) return error(concat("targets are nested more than ", kMaxDepth, " levels deep"));
  Target first = TRY(parse_single_target(attributes));
  --depth_;
  if (!is_operator(",")) return first;
  Target tuple;
  tuple.is_tuple = true;
  tuple.items.push_back(std::move(first));
  while (skip_operator(",") && (current().kind == TokenKind::kName || is_operator("(")) && !is_name("in")) {
    tuple.items.push_back(TRY(parse_single_target(attributes)));
  }
  return tuple;
}

Result<const Statement*> Parser::parse_set() {
  const int line = take().line;
  Target target = TRY(parse_target(Attributes::kAllowed));
  if (skip_operator("=")) {
    return make_statement(line, Set{std::move(target), TRY(parse_tuple(Conditionals::kYes, "", Empty::kRefused))});
  }
  Node filtered = nullptr;
  while (skip_operator("|")) {
    filtered = TRY(parse_filter(filtered == nullptr ? make(line, BlockText{}) : filtered));
  }
  return make_statement(line, SetBlock{std::move(target), filtered, TRY(parse_block({"endset"}))});
}

Status Parser::parse_signature(MacroDefinition& macro) {
  TRY(expect_operator("("));
  while (!is_operator(")")) {
    if (!macro.parameters.empty()) TRY(expect_operator(","));
    MacroDefinition::Parameter parameter{TRY(expect_any_name()), nullptr};
    if (skip_operator("=")) {
      parameter.default_value = TRY(parse_expression());
    } else if (!macro.parameters.empty() && macro.parameters.back().default_value != nullptr) {
      return error("a parameter without a default stands before those with one");
    }
    macro.parameters.push_back(std::move(parameter));
  }
  take();
  return {};
}

Status Parser::parse_macro_body(MacroDefinition& macro, std::string_view end) {
  const size_t n_loops_outside = std::exchange(n_loops_, 0);
  open_macros_.push_back(&macro);
  macro.body = TRY(parse_block({end}));
  open_macros_.pop_back();
  n_loops_ = n_loops_outside;
  return {};
}

Result<const Statement*> Parser::parse_macro() {
  const int line = take().line;
  MacroDefinition macro;
  macro.name = TRY(expect_any_name());
  TRY(parse_signature(macro));
  TRY(parse_macro_body(macro, "endmacro"));
  return make_statement(line, Macro{std::move(macro)});
}

Result<const Statement*> Parser::parse_call_block() {
  const int line = take().line;
  CallBlock block{};
  block.caller.name = "caller";
  if (is_operator("(")) TRY(parse_signature(block.caller));
  block.call = TRY(parse_expression());
  if (!std::holds_alternative<Call>(block.call->node)) return error("a call block needs a call");
  TRY(parse_macro_body(block.caller, "endcall"));
  return make_statement(line, std::move(block));
}

Result<const Statement*> Parser::parse_filter_block() {
  const int line = take().line;
  Node filtered = TRY(parse_filter(make(line, BlockText{})));
  while (skip_operator("|")) filtered = TRY(parse_filter(filtered));
  return make_statement(line, FilterBlock{filtered, TRY(parse_block({"endfilter"}))});
}

Result<const Statement*> Parser::parse_with() {
  const int line = take().line;
  With with;
  while (current().kind != TokenKind::kBlockEnd) {
    if (!with.assignments.empty()) TRY(expect_operator(","));
    Target target = TRY(parse_target(Attributes::kRefused));
    TRY(expect_operator("="));
    with.assignments.emplace_back(std::move(target), TRY(parse_expression()));
  }
  with.body = TRY(parse_block({"endwith"}));
  return make_statement(line, std::move(with));
}

Result<const Statement*> Parser::parse_print() {
  const int line = take().line;
  Output output;
  while (current().kind != TokenKind::kBlockEnd) {
    if (!output.values.empty()) TRY(expect_operator(","));
    output.values.push_back(TRY(parse_expression()));
  }
  return make_statement(line, std::move(output));
}

Result<const Statement*> Parser::parse_scope(std::string_view end) {
  const int line = take().line;
  return make_statement(line, ScopeBlock{TRY(parse_block({end}))});
}

Result<const Statement*> Parser::parse_jump() {
  const Token& token = take();
  if (n_loops_ == 0)
    return template_error(concat("line ", token.line, ": '", token.text, "' stands outside of a loop"));
  if (token.text == "break") return make_statement(token.line, Break{});
  return make_statement(token.line, Continue{});
}

Result<Ast> parse(std::string_view source) {
  Parser parser(TRY(tokenize(source)));
  return parser.run();
}

}  // namespace hearth::jinja
