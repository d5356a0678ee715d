#include "registry/challenge.h"

#include "http/headers.h"

namespace hearth::registry {
namespace {

bool is_token(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         std::string_view("!#$%&'*+-.^_`|~").contains(c);
}

// Takes the header apart: words, and name=value pairs whose values may be quoted.
class Reader {
 public:
  explicit Reader(std::string_view text) : rest_(text) {}

  void skip(std::string_view what) {
    while (!rest_.empty() && what.contains(rest_.front())) rest_.remove_prefix(1);
  }
  bool at_end() const { return rest_.empty(); }
  std::string_view word() {
    size_t length = 0;
    while (length < rest_.size() && is_token(rest_[length])) ++length;
    const std::string_view found = rest_.substr(0, length);
    rest_.remove_prefix(length);
    return found;
  }
  bool take(char c) {
    if (rest_.empty() || rest_.front() != c) return false;
    rest_.remove_prefix(1);
    return true;
  }
  // Nothing when the quotes do not end.
  std::optional<std::string> value() {
    if (!take('"')) return std::string(word());
    std::string out;
    while (!rest_.empty()) {
      char c = rest_.front();
      rest_.remove_prefix(1);
      if (c == '"') return out;
      if (c == '\\' && !rest_.empty()) {
        c = rest_.front();
        rest_.remove_prefix(1);
      }
      out += c;
    }
    return std::nullopt;
  }

 private:
  std::string_view rest_;
};

void set(Challenge& challenge, std::string_view name, std::string value) {
  if (http::equal_ignoring_case(name, "realm"))
    challenge.realm = std::move(value);
  else if (http::equal_ignoring_case(name, "service"))
    challenge.service = std::move(value);
  else if (http::equal_ignoring_case(name, "scope"))
    challenge.scope = std::move(value);
}

std::optional<Challenge::Scheme> scheme_of(std::string_view word) {
  if (http::equal_ignoring_case(word, "bearer")) return Challenge::Scheme::kBearer;
  if (http::equal_ignoring_case(word, "basic")) return Challenge::Scheme::kBasic;
  return std::nullopt;
}

bool can_be_answered(const Challenge& challenge) {
  return challenge.scheme == Challenge::Scheme::kBasic || !challenge.realm.empty();
}

}  // namespace

std::optional<Challenge> Challenge::parse(std::string_view header) {
  Reader reader(header);
  std::optional<Challenge> current;
  while (true) {
    reader.skip(" \t,");
    if (reader.at_end()) break;
    const std::string_view word = reader.word();
    if (word.empty()) break;
    reader.skip(" \t");
    if (reader.take('=')) {
      reader.skip(" \t");
      auto value = reader.value();
      if (!value) break;
      if (current) set(*current, word, *std::move(value));
      continue;
    }
    // A word without a value begins the next challenge.
    if (current && can_be_answered(*current)) return current;
    current.reset();
    if (const auto scheme = scheme_of(word)) current = Challenge{.scheme = *scheme};
  }
  if (current && can_be_answered(*current)) return current;
  return std::nullopt;
}

}  // namespace hearth::registry
