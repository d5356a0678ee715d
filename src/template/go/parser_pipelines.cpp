#include <utility>

#include "base/text.h"
#include "template/go/number.h"
#include "template/go/parser_state.h"
#include "template/go/quoting.h"
#include "template/go/source_text.h"

namespace hearth::go_template {
namespace {

bool begins_command(TokenKind kind) {
  switch (kind) {
    case TokenKind::kBool:
    case TokenKind::kCharConstant:
    case TokenKind::kDot:
    case TokenKind::kField:
    case TokenKind::kIdentifier:
    case TokenKind::kNumber:
    case TokenKind::kNil:
    case TokenKind::kRawString:
    case TokenKind::kString:
    case TokenKind::kVariable:
    case TokenKind::kLeftParen:
      return true;
    default:
      return false;
  }
}

// What takes no argument, so that no pipeline can lead into it.
bool is_literal(const Expression& expression) {
  return std::holds_alternative<BoolLiteral>(expression.node) || std::holds_alternative<Dot>(expression.node) ||
         std::holds_alternative<NilLiteral>(expression.node) ||
         std::holds_alternative<NumberLiteral>(expression.node) ||
         std::holds_alternative<StringLiteral>(expression.node);
}

}  // namespace

Result<const Pipeline*> Parser::parse_pipeline(std::string_view context, TokenKind end) {
  const Nested nested(*this);
  TRY(nested.status());
  Pipeline pipeline{.at = peek_non_space().at, .variables = {}, .commands = {}};
  TRY(parse_declarations(pipeline, context));
  while (true) {
    const Token& token = peek_non_space();
    if (token.is(end)) {
      take();
      break;
    }
    if (!begins_command(token.kind)) return unexpected(take(), context);
    pipeline.commands.push_back(TRY(parse_command()));
  }
  TRY(check_pipeline(pipeline, context));
  return &ast_.pipelines.emplace_back(std::move(pipeline));
}

Status Parser::check_pipeline(const Pipeline& pipeline, std::string_view context) const {
  if (pipeline.commands.empty()) return error(concat("missing value for ", context));
  for (size_t i = 1; i < pipeline.commands.size(); ++i) {
    if (is_literal(*pipeline.commands[i].arguments[0])) {
      return error(concat("non executable command in pipeline stage ", i + 1));
    }
  }
  return {};
}

// `$x :=`, `$x =`, and for range `$i, $x :=`. What looks like one and is none stays where it is.
Status Parser::parse_declarations(Pipeline& pipeline, std::string_view context) {
  while (peek_non_space().is(TokenKind::kVariable)) {
    const size_t begin = at_;
    const std::string name = take().text;
    const Token& next = peek_non_space();
    if (next.is(TokenKind::kAssign) || next.is(TokenKind::kDeclare)) {
      pipeline.storing = next.is(TokenKind::kAssign) ? Pipeline::Storing::kAssigns : Pipeline::Storing::kDeclares;
      take();
      pipeline.variables.push_back(name);
      scope_.variables.push_back(name);
      return {};
    }
    if (!next.is(TokenKind::kChar) || next.text != ",") {
      at_ = begin;
      return {};
    }
    take();
    pipeline.variables.push_back(name);
    scope_.variables.push_back(name);
    if (context != "range" || pipeline.variables.size() >= 2) {
      return error(concat("too many declarations in ", context));
    }
    const TokenKind then = peek_non_space().kind;
    if (then != TokenKind::kVariable && then != TokenKind::kRightDelimiter && then != TokenKind::kRightParen) {
      return error("range can only initialize variables");
    }
  }
  return {};
}

Result<Command> Parser::parse_command() {
  Command command{.at = peek_non_space().at, .arguments = {}};
  while (true) {
    peek_non_space();
    const Expression* operand = TRY(parse_operand());
    if (operand != nullptr) command.arguments.push_back(operand);
    const Token& token = peek();
    if (token.is(TokenKind::kRightDelimiter) || token.is(TokenKind::kRightParen)) break;
    take();
    if (token.is(TokenKind::kSpace)) continue;
    if (token.is(TokenKind::kPipe)) break;
    return unexpected(token, "operand");
  }
  if (command.arguments.empty()) return error("empty command");
  return command;
}

Result<const Expression*> Parser::parse_operand() {
  const Expression* term = TRY(parse_term());
  if (term == nullptr || !peek().is(TokenKind::kField)) return term;
  const size_t at = peek().at;
  std::vector<std::string> fields;
  while (peek().is(TokenKind::kField)) fields.push_back(take().text.substr(1));
  if (const auto* field = std::get_if<FieldChain>(&term->node)) {
    FieldChain longer = *field;
    longer.names.insert(longer.names.end(), fields.begin(), fields.end());
    return make(at, std::move(longer));
  }
  if (const auto* variable = std::get_if<Variable>(&term->node)) return make(at, Variable{variable->name, fields});
  if (is_literal(*term)) return error(concat("unexpected . after term ", quote(source_text(term))));
  return make(at, Chain{term, std::move(fields)});
}

Result<const Expression*> Parser::parse_term() {
  const Token& token = peek_non_space();
  switch (token.kind) {
    case TokenKind::kIdentifier:
      return parse_function_name(take());
    case TokenKind::kDot:
      return make(take().at, Dot());
    case TokenKind::kNil:
      return make(take().at, NilLiteral());
    case TokenKind::kVariable:
      return parse_variable(take());
    case TokenKind::kField:
      return make(take().at, FieldChain{{token.text.substr(1)}});
    case TokenKind::kBool:
      return make(take().at, BoolLiteral{token.text == "true"});
    case TokenKind::kCharConstant:
    case TokenKind::kNumber:
      return parse_number_literal(take());
    case TokenKind::kString:
    case TokenKind::kRawString:
      return parse_string_literal(take());
    case TokenKind::kLeftParen: {
      take();
      const Pipeline* inner = TRY(parse_pipeline("parenthesized pipeline", TokenKind::kRightParen));
      return make(inner->at, Parenthesized{inner});
    }
    default:
      return nullptr;
  }
}

Result<const Expression*> Parser::parse_function_name(const Token& token) {
  const Function* function = find_function(token.text);
  if (function == nullptr) return error(concat("function ", quote(token.text), " not defined"));
  return make(token.at, FunctionName{function});
}

Result<const Expression*> Parser::parse_variable(const Token& token) {
  if (std::ranges::find(scope_.variables, token.text) == scope_.variables.end()) {
    return error(concat("undefined variable ", quote(token.text)));
  }
  return make(token.at, Variable{token.text, {}});
}

Result<const Expression*> Parser::parse_number_literal(const Token& token) {
  Result<std::optional<Value>> value = parse_number(token.text);
  if (!value) return error(value.error().message);
  return make(token.at, NumberLiteral{token.text, std::move(*value)});
}

Result<const Expression*> Parser::parse_string_literal(const Token& token) {
  Result<std::string> text = unquote(token.text);
  if (!text) return error(text.error().message);
  return make(token.at, StringLiteral{token.text, Value::string(std::move(*text))});
}

}  // namespace hearth::go_template
