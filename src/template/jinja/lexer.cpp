#include "template/jinja/lexer.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/text.h"
#include "base/utf8.h"
#include "template/jinja/characters.h"
#include "template/jinja/runtime.h"
#include "template/jinja/string_literal.h"

namespace hearth::jinja {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_name_start(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || static_cast<unsigned char>(c) >= 0x80;
}

// Newlines become "\n", and one at the end goes.
std::string normalize(std::string_view source) {
  std::string out;
  for (size_t i = 0; i < source.size(); ++i) {
    if (source[i] == '\r' && i + 1 < source.size() && source[i + 1] == '\n') continue;
    out += source[i] == '\r' ? '\n' : source[i];
  }
  if (out.ends_with('\n')) out.pop_back();
  return out;
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(normalize(source)) {}

  Result<std::vector<Token>> run();

 private:
  std::unexpected<Error> error(std::string_view message) const {
    return template_error(concat("line ", line_, ": ", message));
  }
  std::string_view rest() const { return std::string_view(source_).substr(at_); }
  bool looking_at(std::string_view text) const { return rest().starts_with(text); }
  void advance(size_t n);
  void skip_space() { advance(rest().size() - strip_left(rest()).size()); }
  Token& push(TokenKind kind, std::string text = {});

  void push_text(std::string_view text, char sign, bool may_strip);
  size_t find_tag() const;
  size_t skip_after_end(std::string_view end, char sign) const;
  Status read_tag();
  Status read_comment();
  bool at_raw_begin() const;
  Status read_raw();
  Status read_inside(TokenKind end_kind, std::string_view end_sign);
  bool try_end(TokenKind end_kind, std::string_view end_sign);
  Status read_token();
  Status read_string();
  bool read_float();
  Status read_integer();
  void read_name();
  Status read_operator();

  std::string source_;
  size_t at_ = 0;
  int line_ = 1;
  bool line_starting_ = true;  // whether what was read last ended in a newline
  std::string brackets_;       // the closing ones that are still due in this tag
  std::vector<Token> tokens_;
};

void Lexer::advance(size_t n) {
  const std::string_view passed = rest().substr(0, n);
  line_ += static_cast<int>(std::ranges::count(passed, '\n'));
  if (!passed.empty()) line_starting_ = passed.back() == '\n';
  at_ += passed.size();
}

Token& Lexer::push(TokenKind kind, std::string text) {
  tokens_.push_back({kind, line_, std::move(text), 0, 0});
  return tokens_.back();
}

// Pushes the text before a tag that begins with `sign`. `may_strip`: the tag is one whose line start is stripped.
void Lexer::push_text(std::string_view text, char sign, bool may_strip) {
  std::string_view kept = text;
  if (sign == '-') {
    kept = strip_right(text);
  } else if (sign != '+' && may_strip) {
    const size_t newline = text.rfind('\n');
    const size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
    if ((line_begin > 0 || line_starting_) && strip_left(text.substr(line_begin)).empty())
      kept = text.substr(0, line_begin);
  }
  if (!kept.empty()) push(TokenKind::kData, std::string(kept));
}

size_t Lexer::find_tag() const {
  for (size_t at = source_.find('{', at_); at != std::string::npos; at = source_.find('{', at + 1)) {
    const char next = at + 1 < source_.size() ? source_[at + 1] : '\0';
    if (next == '{' || next == '%' || next == '#') return at;
  }
  return source_.size();
}

// `end` is at the position. Its length together with the white space that goes with it: all of it after a minus sign,
// else one newline.
size_t Lexer::skip_after_end(std::string_view end, char sign) const {
  const std::string_view after = rest().substr(end.size());
  if (sign == '-') return end.size() + after.size() - strip_left(after).size();
  return end.size() + (sign != '+' && after.starts_with('\n') ? 1 : 0);
}

char sign_at(std::string_view text, size_t at) {
  const char c = at < text.size() ? text[at] : '\0';
  return c == '-' || c == '+' ? c : ' ';
}

Result<std::vector<Token>> Lexer::run() {
  while (at_ < source_.size()) {
    const size_t tag = find_tag();
    const std::string_view text = std::string_view(source_).substr(at_, tag - at_);
    const char sign = sign_at(source_, tag + 2);
    const bool is_variable = tag + 1 < source_.size() && source_[tag + 1] == '{';
    push_text(text, tag < source_.size() ? sign : '+', !is_variable);
    advance(text.size());
    if (at_ < source_.size()) TRY(read_tag());
  }
  push(TokenKind::kEnd);
  return std::move(tokens_);
}

Status Lexer::read_tag() {
  if (looking_at("{#")) return read_comment();
  if (at_raw_begin()) return read_raw();
  const bool is_variable = looking_at("{{");
  push(is_variable ? TokenKind::kVariableBegin : TokenKind::kBlockBegin);
  advance(2);
  if (sign_at(rest(), 0) != ' ') advance(1);
  return is_variable ? read_inside(TokenKind::kVariableEnd, "}}") : read_inside(TokenKind::kBlockEnd, "%}");
}

Status Lexer::read_comment() {
  const size_t begin = sign_at(rest(), 2) != ' ' ? 3 : 2;
  const size_t end = rest().find("#}", begin);
  if (end == std::string_view::npos) return error("missing end of comment tag");
  const char sign = end > begin ? sign_at(rest(), end - 1) : ' ';
  advance(end);
  advance(skip_after_end("#}", sign));
  return {};
}

// Past the sign, the space and `word` of a block tag that starts at `tag`; npos when it is another tag.
size_t after_word(std::string_view source, size_t tag, std::string_view word) {
  if (!source.substr(tag).starts_with("{%")) return std::string_view::npos;
  size_t at = tag + 2;
  if (sign_at(source, at) != ' ') ++at;
  at = source.size() - strip_left(source.substr(at)).size();
  if (!source.substr(at).starts_with(word)) return std::string_view::npos;
  at += word.size();
  return source.size() - strip_left(source.substr(at)).size();
}

bool Lexer::at_raw_begin() const {
  const size_t at = after_word(source_, at_, "raw");
  if (at == std::string_view::npos) return false;
  const std::string_view end = std::string_view(source_).substr(at);
  return end.starts_with("%}") || end.starts_with("-%}");
}

Status Lexer::read_raw() {
  advance(after_word(source_, at_, "raw") - at_);
  const bool strips = looking_at("-%}");
  advance(strips ? 3 : 2);
  if (strips) skip_space();
  for (size_t tag = source_.find("{%", at_); tag != std::string::npos; tag = source_.find("{%", tag + 1)) {
    size_t end = after_word(source_, tag, "endraw");
    if (end == std::string_view::npos) continue;
    const char end_sign = sign_at(source_, end);
    if (end_sign != ' ') ++end;
    if (!std::string_view(source_).substr(end).starts_with("%}")) continue;
    push_text(std::string_view(source_).substr(at_, tag - at_), sign_at(source_, tag + 2), /*may_strip=*/true);
    advance(end - at_);
    advance(skip_after_end("%}", end_sign));
    return {};
  }
  return error("missing end of raw directive");
}

bool Lexer::try_end(TokenKind end_kind, std::string_view end_sign) {
  if (!brackets_.empty()) return false;
  const char sign = sign_at(rest(), 0);
  const bool has_sign = sign == '-' || (sign == '+' && end_kind == TokenKind::kBlockEnd);
  if (!rest().substr(has_sign ? 1 : 0).starts_with(end_sign)) return false;
  push(end_kind);
  if (has_sign) advance(1);
  // Only block tags take a newline with them.
  const char effect = end_kind == TokenKind::kVariableEnd && sign != '-' ? '+' : has_sign ? sign : ' ';
  advance(skip_after_end(end_sign, effect));
  return true;
}

Status Lexer::read_inside(TokenKind end_kind, std::string_view end_sign) {
  while (true) {
    skip_space();
    if (try_end(end_kind, end_sign)) return {};
    if (at_ >= source_.size()) return error(concat("tag has no end, expected '", end_sign, "'"));
    TRY(read_token());
  }
}

Status Lexer::read_token() {
  const char c = source_[at_];
  if (c == '"' || c == '\'') return read_string();
  if (is_digit(c)) return read_float() ? Status() : read_integer();
  if (is_name_start(c)) {
    read_name();
    return {};
  }
  return read_operator();
}

Status Lexer::read_string() {
  const char quote = source_[at_];
  size_t end = at_ + 1;
  while (end < source_.size() && source_[end] != quote) end += source_[end] == '\\' ? 2 : 1;
  if (end >= source_.size()) return error("string has no end");
  Result<std::string> text = unescape(std::string_view(source_).substr(at_ + 1, end - at_ - 1));
  if (!text) return error(text.error().message);
  push(TokenKind::kString, std::move(*text));
  advance(end + 1 - at_);
  return {};
}

// Digits with single underscores between them, from `at`; where they end.
size_t digits_end(std::string_view text, size_t at) {
  while (at < text.size() && (is_digit(text[at]) || (text[at] == '_' && at > 0 && is_digit(text[at - 1]) &&
                                                     at + 1 < text.size() && is_digit(text[at + 1])))) {
    ++at;
  }
  return at;
}

std::string without_underscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

bool Lexer::read_float() {
  if (at_ > 0 && source_[at_ - 1] == '.') return false;
  const std::string_view text = rest();
  const size_t whole = digits_end(text, 0);
  size_t end = whole;
  if (end + 1 < text.size() && text[end] == '.' && is_digit(text[end + 1])) end = digits_end(text, end + 1);
  if (end < text.size() && (text[end] == 'e' || text[end] == 'E')) {
    const size_t digits = end + (end + 1 < text.size() && (text[end + 1] == '+' || text[end + 1] == '-') ? 2 : 1);
    if (digits < text.size() && is_digit(text[digits])) end = digits_end(text, digits);
  }
  if (end == whole) return false;
  push(TokenKind::kFloat).real = std::strtod(without_underscores(text.substr(0, end)).c_str(), nullptr);
  advance(end);
  return true;
}

Status Lexer::read_integer() {
  const std::string_view text = rest();
  const char letter = text.size() > 2 && text[0] == '0' ? static_cast<char>(text[1] | 0x20) : ' ';
  const int base = letter == 'x' ? 16 : letter == 'o' ? 8 : letter == 'b' ? 2 : 10;
  const auto is_digit_of_base = [base](char c) {
    const int value = is_digit(c) ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : 99;
    return value < base;
  };
  const size_t begin = base == 10 ? 0 : 2;
  size_t end = begin;
  while (end < text.size() && (is_digit_of_base(text[end]) ||
                               (text[end] == '_' && end + 1 < text.size() && is_digit_of_base(text[end + 1])))) {
    // A number that starts with 0 is zeros only; what follows is another token.
    if (base == 10 && text[0] == '0' && text[end] != '0' && text[end] != '_') break;
    ++end;
  }
  if (end == begin) return error("number has no digits");
  const std::string digits = without_underscores(text.substr(begin, end - begin));
  Token& token = push(TokenKind::kInteger);
  const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), token.integer, base);
  if (read.ec != std::errc()) return error("integer does not fit into 64 bits");
  advance(end);
  return {};
}

void Lexer::read_name() {
  size_t end = at_;
  while (end < source_.size() && (is_name_start(source_[end]) || is_digit(source_[end]))) ++end;
  push(TokenKind::kName, source_.substr(at_, end - at_));
  advance(end - at_);
}

Status Lexer::read_operator() {
  constexpr std::string_view kLong[] = {"//", "**", "==", "!=", ">=", "<="};
  constexpr std::string_view kShort = "+-*/%~[](){}<>=.:|,;";
  std::string_view sign = rest().substr(0, 2);
  if (std::ranges::find(kLong, sign) == std::end(kLong)) sign = sign.substr(0, 1);
  if (sign.size() == 1 && kShort.find(sign) == std::string_view::npos) {
    return error(concat("unexpected character '", rest().substr(0, utf8::decode(rest()).n_bytes), "'"));
  }
  if (sign == "(") brackets_ += ')';
  if (sign == "[") brackets_ += ']';
  if (sign == "{") brackets_ += '}';
  if (sign == ")" || sign == "]" || sign == "}") {
    if (brackets_.empty()) return error(concat("unexpected '", sign, "'"));
    if (brackets_.back() != sign[0]) return error(concat("unexpected '", sign, "', expected '", brackets_.back(), "'"));
    brackets_.pop_back();
  }
  push(TokenKind::kOperator, std::string(sign));
  advance(sign.size());
  return {};
}

}  // namespace

Result<std::vector<Token>> tokenize(std::string_view source) { return Lexer(source).run(); }

}  // namespace hearth::jinja
