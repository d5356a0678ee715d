// The lexer of Go templates: text and actions, with trim markers and comments already dealt with. Spaces inside an
// action are tokens, because Go tells `a .b` from `a.b` by them.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::go_template {

enum class TokenKind {
  kError,  // its text says what is wrong; the last token
  kBool,
  kChar,  // any other printable ASCII character, such as a comma
  kCharConstant,
  kAssign,
  kDeclare,
  kEnd,    // of the source; the last token
  kField,  // .Name
  kIdentifier,
  kLeftDelimiter,
  kLeftParen,
  kNumber,
  kPipe,
  kRawString,
  kRightDelimiter,
  kRightParen,
  kSpace,
  kString,
  kText,
  kVariable,  // $ or $name
  // Keywords, all behind this one.
  kBlock,
  kBreak,
  kContinue,
  kDot,
  kDefine,
  kElse,
  kEndAction,
  kIf,
  kNil,
  kRange,
  kTemplate,
  kWith,
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  size_t at = 0;     // of its first byte in the source
  std::string text;  // as it stands in the source, quotes included

  bool is(TokenKind asked) const { return kind == asked; }
};

// The last token is kEnd or kError.
std::vector<Token> tokenize(std::string_view source);

// How Go's messages name a token: unexpected "x", unexpected <end>, unexpected EOF.
std::string describe(const Token& token);

}  // namespace hearth::go_template
