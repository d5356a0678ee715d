#include "grammar/gbnf_scanner.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "base/utf8.h"

namespace hearth::grammar {
namespace {

bool is_name_char(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

}  // namespace

bool GbnfScanner::at_line_start() const {
  size_t at = at_;
  while (at > 0 && (text_[at - 1] == ' ' || text_[at - 1] == '\t')) --at;
  return at == 0 || text_[at - 1] == '\n' || text_[at - 1] == '\r';
}

void GbnfScanner::skip_space(Lines lines) {
  for (; !at_end(); ++at_) {
    const char c = peek();
    if (c == '#') {
      at_ = std::min(text_.find_first_of("\r\n", at_), text_.size());
      if (at_end()) return;
    }
    const bool is_line = peek() == '\n' || peek() == '\r';
    if (is_line ? lines == Lines::kStay : peek() != ' ' && peek() != '\t') return;
  }
}

bool GbnfScanner::take(std::string_view word) {
  if (!text_.substr(at_).starts_with(word)) return false;
  at_ += word.size();
  return true;
}

std::string_view GbnfScanner::take_name() {
  const size_t start = at_;
  while (is_name_char(peek())) ++at_;
  return text_.substr(start, at_ - start);
}

bool GbnfScanner::starts_rule() const {
  GbnfScanner ahead = *this;
  if (ahead.take_name().empty()) return false;
  ahead.skip_space(Lines::kStay);
  return ahead.take("::=");
}

Result<char32_t> GbnfScanner::take_char() {
  const size_t start = at_;
  const utf8::Decoded c = utf8::decode(text_.substr(at_));
  at_ += c.n_bytes;
  if (c.code_point != '\\') return c.code_point;
  const char escaped = peek();
  if (!at_end()) ++at_;
  switch (escaped) {
    case 'n':
      return '\n';
    case 'r':
      return '\r';
    case 't':
      return '\t';
    case '\\':
    case '"':
    case '[':
    case ']':
    case '-':
    case '^':
    case '/':
      return static_cast<char32_t>(escaped);
    case 'x':
      return take_hex(2, start);
    case 'u':
      return take_hex(4, start);
    case 'U':
      return take_hex(8, start);
    default:
      return fail_at(start,
                     "unknown escape; there are \\n \\r \\t \\\\ \\\" \\[ \\] \\- \\^ \\xHH \\uHHHH \\UHHHHHHHH");
  }
}

Result<char32_t> GbnfScanner::take_hex(size_t n_digits, size_t start) {
  const std::string_view digits = text_.substr(at_, n_digits);
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
  if (digits.size() != n_digits || error != std::errc() || end != digits.data() + digits.size()) {
    return fail_at(start, concat("expected ", n_digits, " hexadecimal digits"));
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return fail_at(start, "this is no character");
  at_ += n_digits;
  return static_cast<char32_t>(value);
}

Result<std::optional<uint32_t>> GbnfScanner::take_count(uint32_t most) {
  const size_t start = at_;
  while (peek() >= '0' && peek() <= '9') ++at_;
  if (at_ == start) return std::nullopt;
  uint32_t value = 0;
  const auto [end, error] = std::from_chars(text_.data() + start, text_.data() + at_, value);
  if (error != std::errc() || value > most) return fail_at(start, concat("counts go up to ", most));
  return value;
}

std::string GbnfScanner::place(size_t offset) const {
  // Rules are placed one after the other, so the lines are counted on from the last one.
  if (offset < counted_.offset) counted_ = {};
  const std::string_view since = text_.substr(counted_.offset, offset - counted_.offset);
  counted_ = {offset, counted_.lines + static_cast<size_t>(std::ranges::count(since, '\n'))};
  const std::string_view before = text_.substr(0, offset);
  const size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return concat("line ", counted_.lines + 1, ", column ", utf8::length(before.substr(line_start)) + 1);
}

std::unexpected<Error> GbnfScanner::fail_at(size_t offset, std::string_view what) const {
  return fail(ErrorCode::kInvalidArgument, concat(place(offset), ": ", what));
}

}  // namespace hearth::grammar
