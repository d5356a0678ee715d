// The Python of calls: names, keyword arguments and literals.
#include <algorithm>
#include <charconv>
#include <utility>

#include "base/utf8.h"
#include "chat/output/calls.h"

namespace hearth::chat {
namespace {

constexpr size_t kMaxDepth = 32;

// Recursive descent; every function returns whether it found what it is for.
class Parser {
 public:
  explicit Parser(std::string_view text) : rest_(text) {}

  std::optional<Calls> calls() {
    Calls found;
    const bool in_list = take('[');
    do {
      if (in_list && peek() == ']') break;
      if (!call(found)) return std::nullopt;
    } while (in_list ? take(',') : peek() != '\0');
    if (in_list && !take(']')) return std::nullopt;
    return peek() == '\0' && !found.empty() ? std::optional(std::move(found)) : std::nullopt;
  }

 private:
  static bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' ||
           c == '-';
  }

  char peek() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n"), rest_.size()));
    return rest_.empty() ? '\0' : rest_.front();
  }
  bool take(char c) {
    if (peek() != c || c == '\0') return false;
    rest_.remove_prefix(1);
    return true;
  }
  std::string word() {
    peek();
    const auto end = std::ranges::find_if_not(rest_, is_name);
    const auto n = static_cast<size_t>(end - rest_.begin());
    const std::string found(rest_.substr(0, n));
    rest_.remove_prefix(n);
    return found;
  }

  bool call(Calls& found) {
    std::string name = word();
    if (name.empty() || (name[0] >= '0' && name[0] <= '9') || !take('(')) return false;
    if (name == "print") return call(found) && take(')');
    if (name.ends_with(".call")) name.resize(name.size() - 5);
    ToolCall made{.name = std::move(name)};
    while (peek() != ')') {
      const std::string key = word();
      if (key.empty() || !take('=')) return false;
      Json argument;
      if (!value(argument, 0)) return false;
      made.arguments.set(key, std::move(argument));
      if (!take(',') && peek() != ')') return false;
    }
    found.push_back(std::move(made));
    return take(')');
  }

  bool value(Json& into, size_t depth) {
    if (depth > kMaxDepth) return false;
    const char c = peek();
    if (c == '"' || c == '\'') return string(into);
    if (take('[')) return items(into, ']', depth);
    if (take('(')) return items(into, ')', depth);
    if (take('{')) return members(into, depth);
    return plain(into, word());
  }

  static bool plain(Json& into, const std::string& text) {
    if (text == "True" || text == "true") return into = Json(true), true;
    if (text == "False" || text == "false") return into = Json(false), true;
    if (text == "None" || text == "null") return into = Json(), true;
    const auto number = Json::parse(text);
    if (!number || (number->if_int64() == nullptr && number->if_double() == nullptr)) return false;
    into = *number;
    return true;
  }

  bool items(Json& into, char end, size_t depth) {
    into = Json::array();
    while (peek() != end) {
      Json item;
      if (!value(item, depth + 1)) return false;
      into.push_back(std::move(item));
      if (!take(',') && peek() != end) return false;
    }
    return take(end);
  }

  bool members(Json& into, size_t depth) {
    into = Json::object();
    while (peek() != '}') {
      Json key, member;
      const bool is_pair = (peek() == '"' || peek() == '\'') && string(key) && take(':') && value(member, depth + 1);
      if (!is_pair) return false;
      into.set(*key.if_string(), std::move(member));
      if (!take(',') && peek() != '}') return false;
    }
    return take('}');
  }

  bool string(Json& into) {
    const char quote = rest_.front();
    std::string text;
    for (size_t at = 1; at < rest_.size(); ++at) {
      const char c = rest_[at];
      if (c == quote) {
        rest_.remove_prefix(at + 1);
        into = Json(utf8::make_valid(text));
        return true;
      }
      text += c == '\\' && at + 1 < rest_.size() ? unescaped(rest_[++at]) : c;
    }
    return false;
  }

  static char unescaped(char c) { return c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c; }

  std::string_view rest_;
};

}  // namespace

std::optional<Calls> python_calls(std::string_view text) { return Parser(text).calls(); }

}  // namespace hearth::chat
