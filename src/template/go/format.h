// Values as text, as Go's package fmt writes them: print, println, printf, and what an action prints.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "template/go/format_spec.h"
#include "template/go/runtime.h"
#include "template/go/value.h"

namespace hearth::go_template {

// What {{ value }} prints: "<no value>" for none.
Result<std::string> text_of(Runtime& runtime, const Value& value);

// With a space between two neighbours of which neither is a string.
Result<std::string> print(Runtime& runtime, std::span<const Value> values);
// With a space between any two, and a newline behind.
Result<std::string> println(Runtime& runtime, std::span<const Value> values);
// Mistakes in the format are not errors: they show in the text, as in "%!d(string=x)".
Result<std::string> printf(Runtime& runtime, std::string_view format, std::span<const Value> values);

// Writes one value after the other into a text, by a verb and its flags.
class Formatter {
 public:
  explicit Formatter(Runtime& runtime) : runtime_(runtime) {}

  FormatSpec spec;

  Status write(std::string_view text);
  // No value counts as nil.
  Status format(const Value& value, char32_t verb);
  std::string take() { return std::move(out_); }

 private:
  // Fails before text is made that would be too wide.
  Status reserve_width();
  Status format_part(const Value& value, char32_t verb);
  Status format_leaf(const Value& value, char32_t verb);
  // An interface within a container that holds nothing: it has no width.
  Status format_nil();
  Status format_items(const Value& value, char32_t verb);
  Status format_entries(const Value& value, char32_t verb);
  Status format_fields(const Value& value, char32_t verb);
  Status bad_verb(const Value& value, char32_t verb);

  Runtime& runtime_;
  std::string out_;
  bool in_bad_verb_ = false;
};

}  // namespace hearth::go_template
