#include "template/go/parser.h"

#include "base/text.h"
#include "template/go/parser_state.h"
#include "template/go/quoting.h"
#include "template/go/runtime.h"

namespace hearth::go_template {
namespace {

constexpr size_t kMaxDepth = 200;

constexpr std::string_view kSpaces = " \t\r\n\v\f";

// Nothing but space and definitions: such a template may be defined again.
bool is_empty(const Body& body) {
  return std::ranges::all_of(body, [](const Statement* statement) {
    const auto* text = std::get_if<Text>(&statement->node);
    return text != nullptr && text->text.find_first_not_of(kSpaces) == std::string::npos;
  });
}

}  // namespace

Status Parser::Nested::status() const {
  if (parser_.depth_ > kMaxDepth) {
    return parser_.error(concat("template is nested more than ", kMaxDepth, " levels deep"));
  }
  return {};
}

const Token& Parser::token_at(size_t at) {
  at = std::min(at, tokens_.size() - 1);
  n_read_ = std::max(n_read_, at + 1);
  return tokens_[at];
}

const Token& Parser::peek() { return token_at(at_); }

const Token& Parser::take() {
  const Token& token = token_at(at_);
  at_ = std::min(at_ + 1, tokens_.size() - 1);
  return token;
}

const Token& Parser::peek_non_space() {
  while (peek().is(TokenKind::kSpace)) take();
  return peek();
}

const Token& Parser::take_non_space() {
  peek_non_space();
  return take();
}

Status Parser::expect(TokenKind kind, std::string_view context) {
  const Token& token = take_non_space();
  if (!token.is(kind)) return unexpected(token, context);
  return {};
}

std::unexpected<Error> Parser::error(std::string_view message) const {
  const size_t at = n_read_ == 0 ? 0 : tokens_[n_read_ - 1].at;
  return template_error(concat("template: :", place_in(ast_.source, at), ": ", message));
}

std::unexpected<Error> Parser::unexpected(const Token& token, std::string_view context) const {
  if (!token.is(TokenKind::kError)) return error(concat("unexpected ", describe(token), " in ", context));
  const auto line_of = [&](size_t at) { return std::ranges::count(ast_.source.substr(0, at), '\n') + 1; };
  std::string message = token.text;
  if (in_action_ && line_of(action_at_) != line_of(token.at)) {
    message += concat(message.ends_with(" action") ? "" : " in action", " started at :", line_of(action_at_));
  }
  return error(message);
}

Result<Ast> Parser::run() {
  ParsedBody main = TRY(parse_body());
  if (main.end != BodyEnd::kSource) {
    return error(concat("unexpected {{", main.end == BodyEnd::kEnd ? "end" : "else", "}}"));
  }
  TRY(add_template("", std::move(main.body)));
  return std::move(ast_);
}

Status Parser::add_template(const std::string& name, Body body) {
  const auto [found, added] = ast_.templates.try_emplace(name, body);
  if (added) return {};
  if (is_empty(found->second)) {
    found->second = std::move(body);
  } else if (!is_empty(body)) {
    return error(concat("template: multiple definition of template ", quote(name)));
  }
  return {};
}

Result<Parser::ParsedBody> Parser::parse_body() {
  const Nested nested(*this);
  TRY(nested.status());
  ParsedBody parsed{{}, BodyEnd::kSource};
  while (!peek_non_space().is(TokenKind::kEnd)) {
    const Token& token = take_non_space();
    if (token.is(TokenKind::kText)) {
      parsed.body.push_back(make_statement(token.at, Text{token.text}));
      continue;
    }
    if (!token.is(TokenKind::kLeftDelimiter)) return unexpected(token, "input");
    // Definitions stand at the top only: in depth 1, the body of the template itself.
    if (depth_ == 1 && peek_non_space().is(TokenKind::kDefine)) {
      take();
      const std::string name = TRY(parse_template_name(take_non_space(), "define clause"));
      TRY(expect(TokenKind::kRightDelimiter, "define clause"));
      TRY(parse_definition(name, "define clause"));
      continue;
    }
    action_at_ = token.at;
    in_action_ = true;
    parsed.end = TRY(parse_action(parsed.body));
    in_action_ = false;
    if (parsed.end != BodyEnd::kSource) break;
  }
  return parsed;
}

Status Parser::parse_definition(const std::string& name, std::string_view context) {
  Scope outer = std::exchange(scope_, Scope());
  ParsedBody parsed = TRY(parse_body());
  if (parsed.end == BodyEnd::kSource) return error("unexpected EOF");
  if (parsed.end == BodyEnd::kElse) return error(concat("unexpected {{else}} in ", context));
  scope_ = std::move(outer);
  return add_template(name, std::move(parsed.body));
}

Result<Parser::BodyEnd> Parser::parse_action(Body& body) {
  const Token& token = peek_non_space();
  const size_t at = token.at;
  switch (token.kind) {
    case TokenKind::kBlock:
      take();
      body.push_back(TRY(parse_block()));
      break;
    case TokenKind::kBreak:
    case TokenKind::kContinue:
      take();
      body.push_back(TRY(parse_jump(token.kind, at)));
      break;
    case TokenKind::kElse:
      take();
      if (peek_non_space().is(TokenKind::kIf) || peek().is(TokenKind::kWith)) return BodyEnd::kElse;
      TRY(expect(TokenKind::kRightDelimiter, "else"));
      return BodyEnd::kElse;
    case TokenKind::kEndAction:
      take();
      TRY(expect(TokenKind::kRightDelimiter, "end"));
      return BodyEnd::kEnd;
    case TokenKind::kIf:
      take();
      body.push_back(TRY(parse_branch(BranchKind::kIf)));
      break;
    case TokenKind::kRange:
      take();
      body.push_back(TRY(parse_branch(BranchKind::kRange)));
      break;
    case TokenKind::kTemplate:
      take();
      body.push_back(TRY(parse_template_call()));
      break;
    case TokenKind::kWith:
      take();
      body.push_back(TRY(parse_branch(BranchKind::kWith)));
      break;
    default:
      body.push_back(make_statement(at, Action{TRY(parse_pipeline("command", TokenKind::kRightDelimiter))}));
  }
  return BodyEnd::kSource;
}

Result<const Statement*> Parser::parse_jump(TokenKind kind, size_t at) {
  const std::string_view name = kind == TokenKind::kBreak ? "{{break}}" : "{{continue}}";
  TRY(expect(TokenKind::kRightDelimiter, name));
  if (scope_.n_ranges == 0) return error(concat(name, " outside {{range}}"));
  return kind == TokenKind::kBreak ? make_statement(at, Break()) : make_statement(at, Continue());
}

Result<const Statement*> Parser::parse_branch(BranchKind kind) {
  const std::string_view name = kind == BranchKind::kIf ? "if" : kind == BranchKind::kWith ? "with" : "range";
  const size_t n_variables = scope_.variables.size();
  Branch branch{kind, TRY(parse_pipeline(name, TokenKind::kRightDelimiter)), {}, {}};
  if (kind == BranchKind::kRange) ++scope_.n_ranges;
  ParsedBody parsed = TRY(parse_body());
  if (kind == BranchKind::kRange) --scope_.n_ranges;
  if (parsed.end == BodyEnd::kSource) return error("unexpected EOF");
  branch.body = std::move(parsed.body);
  if (parsed.end == BodyEnd::kElse) branch.otherwise = TRY(parse_else(kind));
  scope_.variables.resize(n_variables);
  const size_t at = branch.pipeline->at;
  return make_statement(at, std::move(branch));
}

// `else if` and `else with` stand for an else with one such branch in it, whose end ends both.
Result<Body> Parser::parse_else(BranchKind kind) {
  const TokenKind same = kind == BranchKind::kIf ? TokenKind::kIf : TokenKind::kWith;
  if (kind != BranchKind::kRange && peek().is(same)) {
    const Nested nested(*this);
    TRY(nested.status());
    take();
    return Body{TRY(parse_branch(kind))};
  }
  ParsedBody parsed = TRY(parse_body());
  if (parsed.end == BodyEnd::kSource) return error("unexpected EOF");
  if (parsed.end == BodyEnd::kElse) return error("expected end; found {{else}}");
  return std::move(parsed.body);
}

Result<std::string> Parser::parse_template_name(const Token& token, std::string_view context) {
  if (!token.is(TokenKind::kString) && !token.is(TokenKind::kRawString)) return unexpected(token, context);
  Result<std::string> name = unquote(token.text);
  if (!name) return error(name.error().message);
  return name;
}

Result<const Statement*> Parser::parse_template_call() {
  const Token& token = take_non_space();
  const size_t at = token.at;
  TemplateCall call{TRY(parse_template_name(token, "template clause")), nullptr};
  if (peek_non_space().is(TokenKind::kRightDelimiter)) {
    take();
  } else {
    call.pipeline = TRY(parse_pipeline("template clause", TokenKind::kRightDelimiter));
  }
  return make_statement(at, std::move(call));
}

// {{block "name" pipeline}} defines a template and calls it at once.
Result<const Statement*> Parser::parse_block() {
  const Token& token = take_non_space();
  const size_t at = token.at;
  TemplateCall call{TRY(parse_template_name(token, "block clause")), nullptr};
  call.pipeline = TRY(parse_pipeline("block clause", TokenKind::kRightDelimiter));
  TRY(parse_definition(call.name, "block clause"));
  return make_statement(at, std::move(call));
}

Result<Ast> parse(std::string_view source) { return Parser(source).run(); }

}  // namespace hearth::go_template
