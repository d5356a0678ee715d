#include "base/setting_kind.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "base/go_duration.h"
#include "base/home.h"
#include "base/text.h"

namespace hearth::setting_kind {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool same_word(std::string_view a, std::string_view b) { return std::ranges::equal(a, b, {}, lower, lower); }

// Of a text with separators in it: the front up to the first one is cut off and returned.
std::string_view take_part(std::string_view& text, char separator) {
  const size_t end = std::min(text.find(separator), text.size());
  const std::string_view part = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return part;
}

std::string_view without_spaces(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

struct Whole {
  int64_t value;
  bool saturated;  // the number is farther from 0 than any int64_t
};

std::optional<Whole> parse_whole(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (text.starts_with("+-")) return std::nullopt;
  if (text.starts_with('+')) text.remove_prefix(1);
  int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::invalid_argument || end != text.data() + text.size()) return std::nullopt;
  if (error == std::errc()) return Whole{value, false};
  return Whole{negative ? std::numeric_limits<int64_t>::min() : std::numeric_limits<int64_t>::max(), true};
}

}  // namespace

// --- Boolean -------------------------------------------------------------------------------------------------

std::string Boolean::expected() { return "true or false"; }

std::optional<bool> Boolean::parse(std::string_view text) {
  constexpr std::array kTrue = {"1", "t", "T", "true", "TRUE", "True"};
  constexpr std::array kFalse = {"0", "f", "F", "false", "FALSE", "False"};
  if (std::ranges::find(kTrue, text) != kTrue.end()) return true;
  if (std::ranges::find(kFalse, text) != kFalse.end()) return false;
  return std::nullopt;
}

std::string Boolean::print(bool value) { return value ? "true" : "false"; }

// --- Integer and Level ---------------------------------------------------------------------------------------

std::string Integer::expected() const {
  return most == kMostInteger ? concat("a whole number from ", least, " on")
                              : concat("a whole number from ", least, " to ", most);
}

std::optional<int64_t> Integer::parse(std::string_view text) const {
  const auto number = parse_whole(text);
  if (!number || number->saturated || number->value < least || number->value > most) return std::nullopt;
  return number->value;
}

std::string Integer::print(int64_t value) { return concat(value); }

std::string Level::expected() { return "true, false or a whole number from 0 on"; }

std::optional<int64_t> Level::parse(std::string_view text) {
  if (const auto word = Boolean::parse(text)) return *word ? 1 : 0;
  return Integer{0, kMostInteger}.parse(text);
}

std::string Level::print(int64_t value) { return concat(value); }

// --- Duration ------------------------------------------------------------------------------------------------

std::string Duration::expected() { return "a duration such as 90s, 5m or 1h30m, or a number of seconds"; }

std::optional<std::chrono::nanoseconds> Duration::parse(std::string_view text) {
  if (const auto duration = parse_go_duration(text)) return std::chrono::nanoseconds(*duration);
  const auto number = parse_whole(text);
  if (!number) return std::nullopt;
  constexpr int64_t kPerSecond = 1'000'000'000;
  if (number->value > std::numeric_limits<int64_t>::max() / kPerSecond) return std::chrono::nanoseconds::max();
  if (number->value < std::numeric_limits<int64_t>::min() / kPerSecond) return std::chrono::nanoseconds::min();
  return std::chrono::nanoseconds(number->value * kPerSecond);
}

std::string Duration::print(std::chrono::nanoseconds value) { return go_duration_text(value.count()); }

// --- Choice --------------------------------------------------------------------------------------------------

std::string Choice::expected() const {
  std::string text;
  for (std::string_view rest = words; !rest.empty();) {
    const std::string_view word = take_part(rest, '|');
    text += concat(text.empty() ? "" : rest.empty() ? " or " : ", ", word);
  }
  return text;
}

std::optional<std::string> Choice::parse(std::string_view text) const {
  for (std::string_view rest = words; !rest.empty();) {
    const std::string_view word = take_part(rest, '|');
    if (same_word(word, text)) return std::string(word);
  }
  return std::nullopt;
}

std::string Choice::print(const std::string& value) { return value; }

// --- List ----------------------------------------------------------------------------------------------------

std::string List::expected() { return "texts with commas between them"; }

std::optional<std::vector<std::string>> List::parse(std::string_view text) {
  std::vector<std::string> items;
  while (!text.empty()) {
    const std::string_view item = without_spaces(take_part(text, ','));
    if (!item.empty()) items.emplace_back(item);
  }
  return items;
}

std::string List::print(const std::vector<std::string>& value) {
  std::string text;
  for (const std::string& item : value) text += concat(text.empty() ? "" : ",", item);
  return text;
}

// --- Path and Text -------------------------------------------------------------------------------------------

std::string Path::expected() { return "a path"; }

std::optional<std::string> Path::parse(std::string_view text) {
  if (text.empty() || text.contains('\0')) return std::nullopt;
  return expand_home(text);
}

std::string Path::print(const std::string& value) { return value; }

std::string Text::expected() { return "a text"; }
std::optional<std::string> Text::parse(std::string_view text) { return std::string(text); }
std::string Text::print(const std::string& value) { return value; }

}  // namespace hearth::setting_kind
