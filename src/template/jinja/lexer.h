// The lexer of Jinja: text and tags, with the rules about white space that chat templates rely on. As Hugging Face's
// apply_chat_template sets them: trim_blocks (a newline after a block tag or comment goes) and lstrip_blocks (spaces
// between the start of a line and a block tag or comment go); a minus sign in a tag strips everything, a plus sign
// keeps it; one newline at the very end goes. A raw block comes out as text.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::jinja {

enum class TokenKind {
  kData,
  kVariableBegin,
  kVariableEnd,
  kBlockBegin,
  kBlockEnd,
  kName,
  kString,
  kInteger,
  kFloat,
  kOperator,
  kEnd
};

struct Token {
  TokenKind kind = TokenKind::kEnd;
  int line = 1;
  std::string text;     // data, name, the string's content, or the operator
  int64_t integer = 0;  // of kInteger
  double real = 0;      // of kFloat

  bool is_operator(std::string_view sign) const { return kind == TokenKind::kOperator && text == sign; }
  bool is_name(std::string_view name) const { return kind == TokenKind::kName && text == name; }
};

// The last token is kEnd. An error names the line.
Result<std::vector<Token>> tokenize(std::string_view source);

}  // namespace hearth::jinja
