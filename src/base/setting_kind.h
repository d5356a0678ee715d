// What values a setting takes. Each kind has
//   Value             the type of its values
//   expected()        what messages say that it takes
//   parse(text)       the value, or nothing when the text is none
//   print(value)      the value as parse reads it
#pragma once

#include <chrono>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hearth::setting_kind {

// Go's words for true and false: 1, t, true, 0, f, false, in several cases.
struct Boolean {
  using Value = bool;
  static std::string expected();
  static std::optional<bool> parse(std::string_view text);
  static std::string print(bool value);
};

struct Integer {
  using Value = int64_t;
  int64_t least, most;
  std::string expected() const;
  std::optional<int64_t> parse(std::string_view text) const;
  static std::string print(int64_t value);
};

// A degree from 0 on, for which true and false do as 1 and 0.
struct Level {
  using Value = int64_t;
  static std::string expected();
  static std::optional<int64_t> parse(std::string_view text);
  static std::string print(int64_t value);
};

// A duration as Go writes it ("5m", "-1s") or a bare number of seconds. What is too long to be held is the longest.
struct Duration {
  using Value = std::chrono::nanoseconds;
  static std::string expected();
  static std::optional<Value> parse(std::string_view text);
  static std::string print(Value value);
};

// One of a few words, in any case.
struct Choice {
  using Value = std::string;
  std::string_view words;  // "lru|fifo|none"
  std::string expected() const;
  std::optional<std::string> parse(std::string_view text) const;
  static std::string print(const std::string& value);
};

// Texts with commas between them.
struct List {
  using Value = std::vector<std::string>;
  static std::string expected();
  static std::optional<Value> parse(std::string_view text);
  static std::string print(const Value& value);
};

// A place on the disk; a leading "~/" is the user's folder.
struct Path {
  using Value = std::string;
  static std::string expected();
  static std::optional<std::string> parse(std::string_view text);
  static std::string print(const std::string& value);
};

// Any text, which its reader takes apart.
struct Text {
  using Value = std::string;
  static std::string expected();
  static std::optional<std::string> parse(std::string_view text);
  static std::string print(const std::string& value);
};

inline constexpr int64_t kMostInteger = std::numeric_limits<int32_t>::max();

// How settings.def writes them.
constexpr Boolean boolean() { return {}; }
constexpr Integer integer(int64_t least, int64_t most) { return {least, most}; }
constexpr Integer integer_from(int64_t least) { return {least, kMostInteger}; }
constexpr Level level() { return {}; }
constexpr Duration duration() { return {}; }
constexpr Choice choice(std::string_view words) { return {words}; }
constexpr List list() { return {}; }
constexpr Path path() { return {}; }
constexpr Text text() { return {}; }

}  // namespace hearth::setting_kind
