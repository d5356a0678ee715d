// Values of a Modelfile, read and written: unquoted to the end of the line, "..." or """...""" over lines.
//
// There are no escapes. As in Ollama's grammar a quoted value ends where a line ends in its quote, so quotes may stand
// inside it, and text in which a line ends in """ has no form at all. Beyond Ollama's grammar a comment may follow a
// value, where that hardly takes anything from a text that Ollama would read as it stands:
//
//   PARAMETER top_k 40 # behind an unquoted word, white space before the #
//   SYSTEM "Be brief." # behind a quote that closes on the line that it opened on
//   """ # behind a closing quote that has a line for itself
//
// An unquoted value may itself begin with #, as stop strings do: PARAMETER stop ### Instruction:
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hearth::store {

enum class ValueKind {
  kText,  // unquoted, it runs to the end of its line
  kWord,  // unquoted, it ends before white space and #
};

struct ModelfileValue {
  std::string_view text;  // a view into what was read, without quotes and the space around them
  size_t n_bytes = 0;     // up to the end of the line that ends the value
  bool closed = false;    // false: the input ended inside quotes
};

// The value at the start of `input`, which has no byte order mark.
ModelfileValue read_value(std::string_view input, ValueKind kind);

// The form of `value` that read_value, and Ollama's parser, read back as it is; of several the one that Ollama writes.
// `exact` is false when there is none (see above; nor is there one of NUL characters and broken UTF-8); the form is
// then the nearest.
struct WrittenValue {
  std::string form;
  bool exact = true;
};
WrittenValue write_value(std::string_view value, ValueKind kind);

}  // namespace hearth::store
