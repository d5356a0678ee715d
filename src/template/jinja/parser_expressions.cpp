// Expressions, from the loosest operator to the tightest: if-else, or, and, not, comparisons, + -, ~, * / // %, **,
// signs, then what binds to a value: .name [index] (call) | filter, is test.
#include <algorithm>

#include "base/text.h"
#include "template/jinja/parser_state.h"
#include "template/jinja/runtime.h"

namespace hearth::jinja {
namespace {

constexpr size_t kMaxDepth = 150;

struct Level {
  explicit Level(size_t& d) : depth(++d) {}
  ~Level() { --depth; }
  Level(const Level&) = delete;
  Level& operator=(const Level&) = delete;
  size_t& depth;
};

}  // namespace

Result<Parser::Node> Parser::parse_expression() {
  const Level level(depth_);
  if (depth_ > kMaxDepth) return error(concat("expression is nested more than ", kMaxDepth, " levels deep"));
  Node node = TRY(parse_or());
  while (is_name("if")) {
    const int line = take().line;
    Node condition = TRY(parse_or());
    Node otherwise = skip_name("else") ? TRY(parse_expression()) : nullptr;
    node = make(line, Conditional{condition, node, otherwise});
  }
  return node;
}

Result<Parser::Node> Parser::parse_or() {
  Node node = TRY(parse_and());
  while (is_name("or")) {
    const int line = take().line;
    node = make(line, Logical{LogicalOp::kOr, node, TRY(parse_and())});
  }
  return node;
}

Result<Parser::Node> Parser::parse_and() {
  Node node = TRY(parse_not());
  while (is_name("and")) {
    const int line = take().line;
    node = make(line, Logical{LogicalOp::kAnd, node, TRY(parse_not())});
  }
  return node;
}

Result<Parser::Node> Parser::parse_not() {
  if (!is_name("not")) return parse_comparison();
  const Level level(depth_);
  if (depth_ > kMaxDepth) return error(concat("expression is nested more than ", kMaxDepth, " levels deep"));
  const int line = take().line;
  return make(line, Unary{UnaryOp::kNot, TRY(parse_not())});
}

Result<Parser::Node> Parser::parse_comparison() {
  constexpr std::pair<std::string_view, CompareOp> kSigns[] = {
      {"==", CompareOp::kEqual},     {"!=", CompareOp::kNotEqual}, {"<", CompareOp::kLess},
      {"<=", CompareOp::kLessEqual}, {">", CompareOp::kGreater},   {">=", CompareOp::kGreaterEqual}};
  const int line = current().line;
  Comparison comparison{TRY(parse_sum()), {}};
  while (true) {
    const auto* sign = std::ranges::find_if(kSigns, [&](const auto& s) { return is_operator(s.first); });
    if (sign != std::end(kSigns)) {
      take();
      comparison.rest.emplace_back(sign->second, TRY(parse_sum()));
    } else if (skip_name("in")) {
      comparison.rest.emplace_back(CompareOp::kIn, TRY(parse_sum()));
    } else if (is_name("not") && next().is_name("in")) {
      take();
      take();
      comparison.rest.emplace_back(CompareOp::kNotIn, TRY(parse_sum()));
    } else {
      break;
    }
  }
  if (comparison.rest.empty()) return comparison.first;
  return make(line, std::move(comparison));
}

Result<Parser::Node> Parser::parse_sum() {
  Node node = TRY(parse_concatenation());
  while (is_operator("+") || is_operator("-")) {
    const Token& sign = take();
    const BinaryOp op = sign.text == "+" ? BinaryOp::kAdd : BinaryOp::kSubtract;
    node = make(sign.line, Binary{op, node, TRY(parse_concatenation())});
  }
  return node;
}

Result<Parser::Node> Parser::parse_concatenation() {
  const int line = current().line;
  Concatenation concatenation{{TRY(parse_product())}};
  while (skip_operator("~")) concatenation.parts.push_back(TRY(parse_product()));
  if (concatenation.parts.size() == 1) return concatenation.parts[0];
  return make(line, std::move(concatenation));
}

Result<Parser::Node> Parser::parse_product() {
  Node node = TRY(parse_power());
  while (is_operator("*") || is_operator("/") || is_operator("//") || is_operator("%")) {
    const Token& sign = take();
    const BinaryOp op = sign.text == "*"    ? BinaryOp::kMultiply
                        : sign.text == "/"  ? BinaryOp::kDivide
                        : sign.text == "//" ? BinaryOp::kFloorDivide
                                            : BinaryOp::kModulo;
    node = make(sign.line, Binary{op, node, TRY(parse_power())});
  }
  return node;
}

Result<Parser::Node> Parser::parse_power() {
  Node node = TRY(parse_unary(WithFilters::kYes));
  while (is_operator("**")) {
    const int line = take().line;
    node = make(line, Binary{BinaryOp::kPower, node, TRY(parse_unary(WithFilters::kYes))});
  }
  return node;
}

Result<Parser::Node> Parser::parse_unary(WithFilters with_filters) {
  const Level level(depth_);
  if (depth_ > kMaxDepth) return error(concat("expression is nested more than ", kMaxDepth, " levels deep"));
  Node node = nullptr;
  if (is_operator("-") || is_operator("+")) {
    const Token& sign = take();
    const UnaryOp op = sign.text == "-" ? UnaryOp::kNegate : UnaryOp::kPlus;
    node = make(sign.line, Unary{op, TRY(parse_unary(WithFilters::kNo))});
  } else {
    node = TRY(parse_primary());
  }
  node = TRY(parse_postfix(node));
  return with_filters == WithFilters::kYes ? parse_filters_and_tests(node) : node;
}

Result<Parser::Node> Parser::parse_name() {
  const Token& token = take();
  if (token.text == "true" || token.text == "True") return make(token.line, Literal{Value::boolean(true)});
  if (token.text == "false" || token.text == "False") return make(token.line, Literal{Value::boolean(false)});
  if (token.text == "none" || token.text == "None") return make(token.line, Literal{Value::none()});
  for (MacroDefinition* macro : open_macros_) {
    macro->uses_varargs |= token.text == "varargs";
    macro->uses_kwargs |= token.text == "kwargs";
    macro->uses_caller |= token.text == "caller";
  }
  return make(token.line, NameRef{token.text});
}

Result<Parser::Node> Parser::parse_primary() {
  const int line = current().line;
  switch (current().kind) {
    case TokenKind::kName:
      return parse_name();
    case TokenKind::kString: {
      std::string text;
      while (current().kind == TokenKind::kString) text += take().text;
      return make(line, Literal{Value::string(std::move(text))});
    }
    case TokenKind::kInteger:
      return make(line, Literal{Value::integer(take().integer)});
    case TokenKind::kFloat:
      return make(line, Literal{Value::number(take().real)});
    default:
      break;
  }
  if (is_operator("[")) return parse_list();
  if (is_operator("{")) return parse_dict();
  if (!skip_operator("(")) return unexpected_token("an expression");
  Node node = TRY(parse_tuple(Conditionals::kYes, "", Empty::kAllowed));
  TRY(expect_operator(")"));
  return node;
}

bool Parser::at_tuple_end(std::string_view stop) const {
  const TokenKind kind = current().kind;
  return kind == TokenKind::kVariableEnd || kind == TokenKind::kBlockEnd || is_operator(")") ||
         (!stop.empty() && is_name(stop));
}

Result<Parser::Node> Parser::parse_tuple(Conditionals conditionals, std::string_view stop, Empty empty) {
  const int line = current().line;
  SequenceLiteral tuple{SequenceKind::kTuple, {}};
  bool has_comma = false;
  while (!at_tuple_end(stop)) {
    tuple.items.push_back(TRY(conditionals == Conditionals::kYes ? parse_expression() : parse_or()));
    if (!skip_operator(",")) break;
    has_comma = true;
  }
  if (has_comma) return make(line, std::move(tuple));
  if (!tuple.items.empty()) return tuple.items[0];
  if (empty == Empty::kRefused) return unexpected_token("an expression");
  return make(line, std::move(tuple));
}

Result<Parser::Node> Parser::parse_list() {
  const int line = take().line;
  SequenceLiteral list{SequenceKind::kList, {}};
  while (!is_operator("]")) {
    list.items.push_back(TRY(parse_expression()));
    if (!skip_operator(",")) break;
  }
  TRY(expect_operator("]"));
  return make(line, std::move(list));
}

Result<Parser::Node> Parser::parse_dict() {
  const int line = take().line;
  DictLiteral dict;
  while (!is_operator("}")) {
    Node key = TRY(parse_expression());
    TRY(expect_operator(":"));
    dict.entries.emplace_back(key, TRY(parse_expression()));
    if (!skip_operator(",")) break;
  }
  TRY(expect_operator("}"));
  return make(line, std::move(dict));
}

Result<Parser::Node> Parser::parse_postfix(Node node) {
  while (true) {
    const int line = current().line;
    if (is_operator(".")) {
      node = TRY(parse_dot(node));
    } else if (is_operator("[")) {
      node = TRY(parse_brackets(node));
    } else if (is_operator("(")) {
      node = make(line, Call{node, TRY(parse_arguments())});
    } else {
      return node;
    }
  }
}

Result<Parser::Node> Parser::parse_filters_and_tests(Node node) {
  while (true) {
    const int line = current().line;
    if (skip_operator("|")) {
      node = TRY(parse_filter(node));
    } else if (is_name("is")) {
      node = TRY(parse_test(node));
    } else if (is_operator("(")) {
      node = make(line, Call{node, TRY(parse_arguments())});
    } else {
      return node;
    }
  }
}

Result<Parser::Node> Parser::parse_dot(Node object) {
  const int line = take().line;
  if (current().kind == TokenKind::kName) return make(line, Attribute{object, take().text});
  if (current().kind != TokenKind::kInteger) return unexpected_token("a name or number");
  return make(line, Subscript{object, make(line, Literal{Value::integer(take().integer)})});
}

Result<Parser::Node> Parser::parse_brackets(Node object) {
  const int line = take().line;
  Node parts[3] = {nullptr, nullptr, nullptr};
  size_t n_colons = 0;
  std::vector<Node> indices;
  while (!is_operator("]")) {
    if (is_operator(":")) {
      if (++n_colons > 2) return unexpected_token("']'");
      take();
    } else if (n_colons == 0 && skip_operator(",")) {
      if (indices.empty()) return unexpected_token("an index");
    } else {
      if (parts[n_colons] != nullptr && (n_colons > 0 || !tokens_[at_ - 1].is_operator(",")))
        return unexpected_token("']'");
      parts[n_colons] = TRY(parse_expression());
      if (n_colons == 0) indices.push_back(parts[0]);
    }
  }
  TRY(expect_operator("]"));
  if (n_colons > 0 && indices.size() > 1) return error("a slice stands alone between brackets");
  if (n_colons > 0) return make(line, Slice{object, parts[0], parts[1], parts[2]});
  if (indices.size() == 1) return make(line, Subscript{object, indices[0]});
  return make(line, Subscript{object, make(line, SequenceLiteral{SequenceKind::kTuple, std::move(indices)})});
}

Status Parser::parse_argument(CallArguments& arguments) {
  if (skip_operator("*")) {
    if (arguments.spread != nullptr || arguments.spread_named != nullptr)
      return error("a call has at most one * argument");
    arguments.spread = TRY(parse_expression());
  } else if (skip_operator("**")) {
    if (arguments.spread_named != nullptr) return error("a call has at most one ** argument");
    arguments.spread_named = TRY(parse_expression());
  } else if (current().kind == TokenKind::kName && next().is_operator("=")) {
    if (arguments.spread_named != nullptr) return error("a named argument stands before **");
    std::string name = take().text;
    take();
    const auto same = [&](const auto& named) { return named.first == name; };
    if (std::ranges::any_of(arguments.named, same)) return error(concat("argument '", name, "' is given twice"));
    arguments.named.emplace_back(std::move(name), TRY(parse_expression()));
  } else {
    if (arguments.spread != nullptr || arguments.spread_named != nullptr || !arguments.named.empty()) {
      return error("a positional argument stands before named ones");
    }
    arguments.positional.push_back(TRY(parse_expression()));
  }
  return {};
}

Result<CallArguments> Parser::parse_arguments() {
  TRY(expect_operator("("));
  CallArguments arguments;
  while (!is_operator(")")) {
    TRY(parse_argument(arguments));
    if (!skip_operator(",")) break;
  }
  TRY(expect_operator(")"));
  return arguments;
}

Result<Parser::Node> Parser::parse_filter(Node input) {
  const int line = current().line;
  FilterCall filter{input, TRY(expect_any_name()), {}};
  while (skip_operator(".")) filter.name += concat(".", TRY(expect_any_name()));
  if (is_operator("(")) filter.arguments = TRY(parse_arguments());
  return make(line, std::move(filter));
}

Result<Parser::Node> Parser::parse_test(Node value) {
  const int line = take().line;
  const bool negated = skip_name("not");
  TestCall test{value, TRY(expect_any_name()), {}};
  while (skip_operator(".")) test.name += concat(".", TRY(expect_any_name()));
  const TokenKind kind = current().kind;
  const bool is_value = kind == TokenKind::kName || kind == TokenKind::kString || kind == TokenKind::kInteger ||
                        kind == TokenKind::kFloat || is_operator("[") || is_operator("{");
  if (is_operator("(")) {
    test.arguments = TRY(parse_arguments());
  } else if (is_value && !is_name("else") && !is_name("or") && !is_name("and")) {
    if (is_name("is")) return error("tests cannot be chained with is");
    Node argument = TRY(parse_primary());
    test.arguments.positional.push_back(TRY(parse_postfix(argument)));
  }
  Node node = make(line, std::move(test));
  return negated ? make(line, Unary{UnaryOp::kNot, node}) : node;
}

}  // namespace hearth::jinja
