#include "grammar/regex_syntax.h"

#include <charconv>
#include <optional>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "grammar/form.h"

namespace hearth::grammar {
namespace {

constexpr int kMostDepth = 100;
constexpr uint32_t kMostRounds = 10'000;
constexpr size_t kMostBytes = 8192;

const CharSet& digit_chars() {
  static const CharSet set{{'0', '9'}};
  return set;
}
const CharSet& word_chars() {
  static const CharSet set{{'0', '9'}, {'A', 'Z'}, {'_', '_'}, {'a', 'z'}};
  return set;
}
const CharSet& space_chars() {
  static const CharSet set{{'\t', '\r'},     {' ', ' '},       {0xA0, 0xA0},     {0x1680, 0x1680}, {0x2000, 0x200A},
                           {0x2028, 0x2029}, {0x202F, 0x202F}, {0x205F, 0x205F}, {0x3000, 0x3000}, {0xFEFF, 0xFEFF}};
  return set;
}
const CharSet& line_ends() {
  static const CharSet set{{'\n', '\n'}, {'\r', '\r'}, {0x2028, 0x2029}};
  return set;
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<Regex> run() {
    Regex all = TRY(choice(0));
    if (!at_end()) return mistake("')' without '('");
    return all;
  }

 private:
  bool at_end() const { return at_ == text_.size(); }
  char peek() const { return at_end() ? '\0' : text_[at_]; }
  bool take(std::string_view word) {
    if (!text_.substr(at_).starts_with(word)) return false;
    at_ += word.size();
    return true;
  }
  std::unexpected<Error> mistake(std::string_view what) const {
    return fail(ErrorCode::kInvalidArgument, concat("column ", utf8::length(text_.substr(0, at_)) + 1, ": ", what));
  }
  std::unexpected<Error> unsupported(std::string_view what) const {
    return fail(ErrorCode::kUnsupported,
                concat("column ", utf8::length(text_.substr(0, at_)) + 1, ": ", what, " not supported"));
  }

  Result<Regex> choice(int depth) {
    if (depth > kMostDepth) return mistake(concat("more than ", kMostDepth, " groups in each other"));
    Regex out{.kind = Regex::Kind::kChoice};
    do {
      out.parts.push_back(TRY(sequence(depth)));
    } while (take("|"));
    return out;
  }

  Result<Regex> sequence(int depth) {
    Regex out;
    while (!at_end() && peek() != '|' && peek() != ')') {
      const bool is_anchor = peek() == '^' || peek() == '$';
      Regex part = TRY(item(depth));
      out.parts.push_back(is_anchor ? std::move(part) : TRY(quantified(std::move(part))));
    }
    return out;
  }

  Result<Regex> item(int depth) {
    if (take("^")) return Regex{.kind = Regex::Kind::kStart};
    if (take("$")) return Regex{.kind = Regex::Kind::kEnd};
    if (take(".")) return chars(line_ends().complement());
    if (peek() == '(') return group(depth);
    if (take("[")) return char_class();
    if (std::string_view("*+?{").contains(peek())) return mistake("nothing to repeat");
    if (peek() == '\\') return chars(TRY(escape(Place::kOutside)));
    return chars(TRY(plain_char()));
  }

  static Regex chars(CharSet set) { return {.kind = Regex::Kind::kChars, .chars = std::move(set)}; }

  Result<CharSet> plain_char() {
    const utf8::Decoded c = utf8::decode(text_.substr(at_));
    at_ += c.n_bytes;
    return CharSet{{c.code_point, c.code_point}};
  }

  Result<Regex> group(int depth) {
    take("(");
    for (const std::string_view look : {"?=", "?!", "?<=", "?<!"}) {
      if (text_.substr(at_).starts_with(look)) return unsupported("lookaround is");
    }
    if (take("?<")) {
      const size_t end = text_.find('>', at_);
      if (end == std::string_view::npos) return mistake("the name of this group does not end");
      at_ = end + 1;
    } else if (!take("?:") && peek() == '?') {
      return unsupported("this kind of group is");
    }
    Regex inside = TRY(choice(depth + 1));
    if (!take(")")) return mistake("'(' without ')'");
    return inside;
  }

  Result<Regex> quantified(Regex part) {
    uint32_t min = 0, max = kUnlimited;
    if (take("+")) {
      min = 1;
    } else if (take("?")) {
      max = 1;
    } else if (peek() == '{') {
      std::tie(min, max) = TRY(counts());
    } else if (!take("*")) {
      return part;
    }
    take("?");  // how eagerly it matches does not change what it matches
    if (std::string_view("*+?{").contains(peek()) && !at_end()) return mistake("nothing to repeat");
    Regex out{.kind = Regex::Kind::kRepeat, .min = min, .max = max};
    out.parts.push_back(std::move(part));
    return out;
  }

  Result<std::pair<uint32_t, uint32_t>> counts() {
    take("{");
    const auto min = TRY(count());
    auto max = min;
    if (take(",")) max = TRY(count());
    if (!min || !take("}")) return mistake("expected {m}, {m,} or {m,n}");
    const std::pair<uint32_t, uint32_t> both = {*min, max.value_or(kUnlimited)};
    if (both.first > both.second) return mistake("the lower count is above the upper one");
    return both;
  }

  Result<std::optional<uint32_t>> count() {
    uint32_t value = 0;
    const char* begin = text_.data() + at_;
    const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
    if (end == begin) return std::nullopt;
    if (error != std::errc() || value > kMostRounds) return mistake(concat("counts go up to ", kMostRounds));
    at_ += static_cast<size_t>(end - begin);
    return value;
  }

  // Behind '['.
  Result<Regex> char_class() {
    const bool negated = take("^");
    CharSet set;
    while (!take("]")) {
      if (at_end()) return mistake("'[' without ']'");
      const CharSet first = TRY(class_item());
      if (peek() != '-' || text_.substr(at_).starts_with("-]")) {
        set.add(first);
        continue;
      }
      take("-");
      if (at_end()) return mistake("'[' without ']'");
      const CharSet last = TRY(class_item());
      if (!is_single(first) || !is_single(last)) return mistake("a range needs a character at both ends");
      const char32_t from = first.ranges()[0].first, to = last.ranges()[0].first;
      if (from > to) return mistake("the first character of this range comes after the last");
      set.add(from, to);
    }
    return chars(negated ? set.complement() : set);
  }

  static bool is_single(const CharSet& set) {
    return set.ranges().size() == 1 && set.ranges()[0].first == set.ranges()[0].last;
  }

  enum class Place { kOutside, kInClass };

  Result<CharSet> class_item() {
    if (peek() == '\\') return escape(Place::kInClass);
    return plain_char();
  }

  Result<CharSet> escape(Place place) {
    take("\\");
    if (at_end()) return mistake("'\\' at the end");
    const char c = peek();
    if (const auto set = set_escape(c)) {
      ++at_;
      return *set;
    }
    if (c == 'p' || c == 'P') return unsupported("\\p is");
    if (c >= '1' && c <= '9') return unsupported("a backreference is");
    if (place == Place::kOutside && (c == 'b' || c == 'B')) return unsupported("\\b is");
    if (c == 'k') return unsupported("a backreference is");
    const char32_t code = TRY(char_escape(c));
    return CharSet{{code, code}};
  }

  static std::optional<CharSet> set_escape(char c) {
    switch (c) {
      case 'd':
        return digit_chars();
      case 'D':
        return digit_chars().complement();
      case 'w':
        return word_chars();
      case 'W':
        return word_chars().complement();
      case 's':
        return space_chars();
      case 'S':
        return space_chars().complement();
      default:
        return std::nullopt;
    }
  }

  Result<char32_t> char_escape(char c) {
    constexpr std::string_view kLetters = "nrtfv0b", kMeanings("\n\r\t\f\v\0\b", 7);
    if (const size_t i = kLetters.find(c); i != std::string_view::npos) {
      ++at_;
      return static_cast<char32_t>(kMeanings[i]);
    }
    if (take("x")) return hex(2);
    if (take("u{")) {
      const size_t end = text_.find('}', at_);
      const char32_t code = TRY(hex(end == std::string_view::npos ? 0 : end - at_));
      take("}");
      return code;
    }
    if (take("u")) return unicode_escape();
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return mistake("unknown escape");
    const utf8::Decoded self = utf8::decode(text_.substr(at_));
    at_ += self.n_bytes;
    return self.code_point;
  }

  // Behind \u: four digits, or two surrogates.
  Result<char32_t> unicode_escape() {
    const char32_t first = TRY(hex(4));
    if (first < 0xD800 || first > 0xDBFF || !take("\\u")) return first;
    const char32_t second = TRY(hex(4));
    if (second < 0xDC00 || second > 0xDFFF) return mistake("half a surrogate pair");
    return 0x10000 + ((first - 0xD800) << 10) + (second - 0xDC00);
  }

  Result<char32_t> hex(size_t n_digits) {
    const std::string_view digits = text_.substr(at_, n_digits);
    uint32_t value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value, 16);
    const bool whole = !digits.empty() && digits.size() == n_digits && end == digits.data() + digits.size();
    if (!whole || error != std::errc() || value > 0x10FFFF) return mistake("expected hexadecimal digits");
    at_ += n_digits;
    return static_cast<char32_t>(value);
  }

  std::string_view text_;
  size_t at_ = 0;
};

}  // namespace

Result<Regex> parse_regex_syntax(std::string_view pattern) {
  if (pattern.size() > kMostBytes) {
    return fail(ErrorCode::kInvalidArgument, concat("has ", pattern.size(), " bytes, expected at most ", kMostBytes));
  }
  return Parser(pattern).run();
}

}  // namespace hearth::grammar
