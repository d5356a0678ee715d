// Modelfile: the recipe of a model as ordered statements, parsed from text and printed back.
//
//   FROM llama3.2                      # a model in the store, a GGUF file, or a folder
//   PARAMETER temperature 0.2
//   SYSTEM """You are terse."""
//   ENV OLLAMA_GPU_OVERHEAD=2GB
//
// A statement is an instruction in any case, white space and a value (modelfile_value.h). `#` begins a comment where a
// statement could begin. Everything that Ollama's parser accepts means the same here, except that invisible characters
// such as the zero-width joiner stay in values, where Ollama drops them. Ollama's grammar has no ENV, and comments
// only on lines of their own.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/modelfile_value.h"

namespace hearth::store {

enum class Instruction : uint8_t {
#define INSTRUCTION(enumerator, word, kind) enumerator,
#include "store/modelfile_instructions.def"
#undef INSTRUCTION
};

// "from", "parameter", ... as messages name it.
std::string_view word_of(Instruction instruction);
ValueKind value_kind(Instruction instruction);

struct Statement {
  Instruction instruction = Instruction::kFrom;
  std::string name;  // of a PARAMETER or ENV; the role of a MESSAGE; else empty
  std::string value;
  int line = 0;  // where it began, from 1; 0 when it was never in a file

  // Where a statement stood does not count.
  friend bool operator==(const Statement& a, const Statement& b) {
    return a.instruction == b.instruction && a.name == b.name && a.value == b.value;
  }
};

struct Modelfile {
  std::vector<Statement> statements;

  // Errors are kInvalidArgument and name the line, what was expected and, for a misspelled word, the closest right one.
  static Result<Modelfile> parse(std::string_view bytes);
  // The same for a file, whose path then stands before the error.
  static Result<Modelfile> load(const std::string& path);

  // Text that parses to these statements. A value that has no form in a Modelfile (modelfile_value.h) is announced by
  // a comment before it.
  std::string print() const;

  friend bool operator==(const Modelfile&, const Modelfile&) = default;
};

// An error about a statement as all of them are worded: "(line 3): ...".
std::unexpected<Error> fail_at_line(int line, std::string_view message);

}  // namespace hearth::store
