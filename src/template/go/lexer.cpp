#include "template/go/lexer.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "template/go/quoting.h"

namespace hearth::go_template {
namespace {

constexpr std::string_view kLeft = "{{";
constexpr std::string_view kRight = "}}";
constexpr std::string_view kSpaces = " \t\r\n";
constexpr size_t kTrimMarkerBytes = 2;  // a minus sign and the space beside it

constexpr std::array<std::pair<std::string_view, TokenKind>, 13> kKeywords = {{
    {"block", TokenKind::kBlock},
    {"break", TokenKind::kBreak},
    {"continue", TokenKind::kContinue},
    {"define", TokenKind::kDefine},
    {"else", TokenKind::kElse},
    {"end", TokenKind::kEndAction},
    {"false", TokenKind::kBool},
    {"if", TokenKind::kIf},
    {"nil", TokenKind::kNil},
    {"range", TokenKind::kRange},
    {"template", TokenKind::kTemplate},
    {"true", TokenKind::kBool},
    {"with", TokenKind::kWith},
}};

bool is_space(char c) { return kSpaces.find(c) != std::string_view::npos; }
bool is_digit(char32_t c) { return c >= '0' && c <= '9'; }

// Go asks for Unicode's letters and digits. Here every character beyond ASCII counts, so names that Go refuses pass.
bool is_alphanumeric(char32_t c) {
  return c == '_' || is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         (c >= 0x80 && c != utf8::kReplacement);
}

bool has_left_trim(std::string_view text) { return text.size() >= 2 && text[0] == '-' && is_space(text[1]); }
bool has_right_trim(std::string_view text) { return text.size() >= 2 && is_space(text[0]) && text[1] == '-'; }

// U+002B '+'
std::string code_point_text(char32_t c) {
  char digits[16];
  std::snprintf(digits, sizeof digits, "U+%04X", static_cast<unsigned>(c));
  std::string out = digits;
  if (!is_printable(c)) return out;
  out += " '";
  utf8::append(out, c);
  return out + "'";
}

class Lexer {
 public:
  explicit Lexer(std::string_view source) : source_(source) {}

  std::vector<Token> run() {
    while (!done_) {
      if (inside_action_) {
        read_inside();
      } else {
        read_text();
      }
    }
    return std::move(tokens_);
  }

 private:
  std::string_view rest() const { return source_.substr(at_); }
  bool looking_at(std::string_view text) const { return rest().starts_with(text); }
  // The character at the position; nothing at the end.
  std::optional<utf8::Decoded> peek() const {
    if (at_ >= source_.size()) return std::nullopt;
    return utf8::decode(rest());
  }
  bool accept(std::string_view set);
  void accept_run(std::string_view set) {
    while (accept(set)) {
    }
  }
  void emit(TokenKind kind);
  void fail(std::string message);
  void ignore() { start_ = at_; }

  void read_text();
  void read_left_delimiter();
  void read_comment();
  bool at_right_delimiter() const;
  bool at_trimming_right_delimiter() const;
  void read_right_delimiter();
  void read_inside();
  void read_sign(char c);
  void read_space();
  void read_word();
  void read_field_or_variable(TokenKind kind);
  bool at_terminator() const;
  void read_quoted(char quote, TokenKind kind, std::string_view name);
  void read_raw_string();
  void read_number();
  bool scan_number();

  std::string_view source_;
  size_t at_ = 0;
  size_t start_ = 0;  // of the token being read
  bool inside_action_ = false;
  size_t n_open_parens_ = 0;
  bool done_ = false;
  std::vector<Token> tokens_;
};

bool Lexer::accept(std::string_view set) {
  if (at_ >= source_.size() || set.find(source_[at_]) == std::string_view::npos) return false;
  ++at_;
  return true;
}

void Lexer::emit(TokenKind kind) {
  tokens_.push_back({kind, start_, std::string(source_.substr(start_, at_ - start_))});
  ignore();
}

void Lexer::fail(std::string message) {
  tokens_.push_back({TokenKind::kError, start_, std::move(message)});
  done_ = true;
}

void Lexer::read_text() {
  const size_t found = source_.find(kLeft, at_);
  at_ = std::min(found, source_.size());
  std::string_view text = source_.substr(start_, at_ - start_);
  if (found != std::string_view::npos && has_left_trim(source_.substr(at_ + kLeft.size()))) {
    text = text.substr(0, text.find_last_not_of(kSpaces) + 1);
  }
  if (!text.empty()) tokens_.push_back({TokenKind::kText, start_, std::string(text)});
  ignore();
  if (found != std::string_view::npos) return read_left_delimiter();
  emit(TokenKind::kEnd);
  done_ = true;
}

void Lexer::read_left_delimiter() {
  at_ += kLeft.size();
  const size_t after_marker = has_left_trim(rest()) ? kTrimMarkerBytes : 0;
  if (rest().substr(after_marker).starts_with("/*")) {
    at_ += after_marker;
    ignore();
    return read_comment();
  }
  emit(TokenKind::kLeftDelimiter);
  inside_action_ = true;
  n_open_parens_ = 0;
  at_ += after_marker;
  ignore();
}

void Lexer::read_comment() {
  const size_t end = source_.find("*/", at_ + 2);
  if (end == std::string_view::npos) return fail("unclosed comment");
  at_ = end + 2;
  if (!at_right_delimiter()) return fail("comment ends before closing delimiter");
  const bool trims = at_trimming_right_delimiter();
  at_ += kRight.size() + (trims ? kTrimMarkerBytes : 0);
  if (trims) accept_run(kSpaces);
  ignore();
}

bool Lexer::at_trimming_right_delimiter() const {
  return has_right_trim(rest()) && rest().substr(kTrimMarkerBytes).starts_with(kRight);
}

bool Lexer::at_right_delimiter() const { return at_trimming_right_delimiter() || looking_at(kRight); }

void Lexer::read_right_delimiter() {
  const bool trims = at_trimming_right_delimiter();
  if (trims) at_ += kTrimMarkerBytes;
  ignore();
  at_ += kRight.size();
  emit(TokenKind::kRightDelimiter);
  if (trims) accept_run(kSpaces);
  ignore();
  inside_action_ = false;
}

void Lexer::read_inside() {
  if (at_right_delimiter()) {
    if (n_open_parens_ > 0) return fail("unclosed left paren");
    return read_right_delimiter();
  }
  const auto next = peek();
  if (!next) return fail("unclosed action");
  const char32_t c = next->code_point;
  if (c < 0x80 && is_space(static_cast<char>(c))) return read_space();
  const bool field = c == '.' && at_ + 1 < source_.size() && !is_digit(static_cast<unsigned char>(source_[at_ + 1]));
  if (field) {
    ++at_;
    return read_field_or_variable(TokenKind::kField);
  }
  if (c == '.' || c == '+' || c == '-' || is_digit(c)) return read_number();
  if (is_alphanumeric(c)) return read_word();
  if (c < 0x20 || c >= 0x7F) return fail(concat("unrecognized character in action: ", code_point_text(c)));
  ++at_;
  read_sign(static_cast<char>(c));
}

// The character has been passed.
void Lexer::read_sign(char c) {
  switch (c) {
    case '=':
      return emit(TokenKind::kAssign);
    case ':':
      if (!accept("=")) return fail("expected :=");
      return emit(TokenKind::kDeclare);
    case '|':
      return emit(TokenKind::kPipe);
    case '"':
      return read_quoted('"', TokenKind::kString, "quoted string");
    case '\'':
      return read_quoted('\'', TokenKind::kCharConstant, "character constant");
    case '`':
      return read_raw_string();
    case '$':
      return read_field_or_variable(TokenKind::kVariable);
    case '(':
      ++n_open_parens_;
      return emit(TokenKind::kLeftParen);
    case ')':
      if (n_open_parens_ == 0) return fail("unexpected right paren");
      --n_open_parens_;
      return emit(TokenKind::kRightParen);
    default:
      return emit(TokenKind::kChar);
  }
}

// A space before `-}}` belongs to the trim marker.
void Lexer::read_space() {
  accept_run(kSpaces);
  const std::string_view last = source_.substr(at_ - 1);
  if (has_right_trim(last) && last.substr(kTrimMarkerBytes).starts_with(kRight)) --at_;
  if (at_ > start_) emit(TokenKind::kSpace);
}

void Lexer::read_word() {
  auto next = peek();
  for (; next && is_alphanumeric(next->code_point); next = peek()) at_ += next->n_bytes;
  if (!at_terminator()) return fail(concat("bad character ", code_point_text(next->code_point)));
  const std::string_view word = source_.substr(start_, at_ - start_);
  const auto* known = std::ranges::find(kKeywords, word, &std::pair<std::string_view, TokenKind>::first);
  emit(known != kKeywords.end() ? known->second : TokenKind::kIdentifier);
}

// The point or the dollar sign has been passed.
void Lexer::read_field_or_variable(TokenKind kind) {
  if (at_terminator()) return emit(kind == TokenKind::kField ? TokenKind::kDot : kind);
  auto next = peek();
  for (; next && is_alphanumeric(next->code_point); next = peek()) at_ += next->n_bytes;
  if (!at_terminator()) return fail(concat("bad character ", code_point_text(next->code_point)));
  emit(kind);
}

// Whether a name may end here.
bool Lexer::at_terminator() const {
  if (at_ >= source_.size()) return true;
  return is_space(source_[at_]) || std::string_view(".,|:)(").find(source_[at_]) != std::string_view::npos ||
         looking_at(kRight);
}

void Lexer::read_quoted(char quote, TokenKind kind, std::string_view name) {
  while (at_ < source_.size() && source_[at_] != '\n') {
    const char c = source_[at_++];
    if (c == quote) return emit(kind);
    if (c == '\\' && at_ < source_.size() && source_[at_] != '\n') ++at_;
  }
  fail(concat("unterminated ", name));
}

void Lexer::read_raw_string() {
  const size_t end = source_.find('`', at_);
  if (end == std::string_view::npos) return fail("unterminated raw quoted string");
  at_ = end + 1;
  emit(TokenKind::kRawString);
}

// Anything that may be a number; what is not one is found out when it is read (number.h).
void Lexer::read_number() {
  const bool is_imaginary_sum = scan_number() && (looking_at("+") || looking_at("-"));
  const bool good = !is_imaginary_sum || (scan_number() && source_[at_ - 1] == 'i');
  const auto next = peek();
  const bool runs_on = next && is_alphanumeric(next->code_point);
  if (!good || runs_on) {
    if (runs_on) at_ += next->n_bytes;
    return fail(concat("bad number syntax: ", quote(source_.substr(start_, at_ - start_))));
  }
  emit(TokenKind::kNumber);
}

// Whether no letter or digit follows.
bool Lexer::scan_number() {
  constexpr std::string_view kDecimal = "0123456789_";
  constexpr std::string_view kHex = "0123456789abcdefABCDEF_";
  std::string_view digits = kDecimal;
  accept("+-");
  if (accept("0")) digits = accept("xX") ? kHex : accept("oO") ? "01234567_" : accept("bB") ? "01_" : kDecimal;
  accept_run(digits);
  if (accept(".")) accept_run(digits);
  if ((digits == kDecimal && accept("eE")) || (digits == kHex && accept("pP"))) {
    accept("+-");
    accept_run(kDecimal);
  }
  accept("i");
  const auto next = peek();
  return !next || !is_alphanumeric(next->code_point);
}

}  // namespace

std::vector<Token> tokenize(std::string_view source) { return Lexer(source).run(); }

std::string describe(const Token& token) {
  constexpr size_t kShown = 10;  // characters
  if (token.is(TokenKind::kEnd)) return "EOF";
  if (token.is(TokenKind::kError)) return token.text;
  if (token.kind >= TokenKind::kBlock) return concat("<", token.text, ">");
  if (token.text.size() <= kShown) return quote(token.text);
  std::string_view shown = token.text;
  for (size_t i = 0; i < kShown && !shown.empty(); ++i) shown.remove_prefix(utf8::decode(shown).n_bytes);
  return quote(std::string_view(token.text).substr(0, token.text.size() - shown.size())) + "...";
}

}  // namespace hearth::go_template
