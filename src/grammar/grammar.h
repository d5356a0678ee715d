// Grammar: the texts that an answer may be. Made once from JSON mode, a JSON schema or GBNF, then shared.
//
//   const SharedGrammar grammar = TRY(compile_schema(schema));
//   request.grammar = grammar;                                        // runtime/request.h
//
// A grammar knows no vocabulary. A Constraint (constraint.h) is a grammar for the tokens of one model, and a Matcher
// (matcher.h) follows one answer through it.
#pragma once

#include <memory>
#include <string_view>
#include <utility>

#include "base/json.h"
#include "base/result.h"
#include "grammar/program.h"

namespace hearth::grammar {

// Immutable.
class Grammar {
 public:
  // The program comes from lower().
  explicit Grammar(Program program) : program_(std::move(program)) {}
  const Program& program() const { return program_; }
  bool operator==(const Grammar&) const = default;

 private:
  Program program_;
};

using SharedGrammar = std::shared_ptr<const Grammar>;

// Any JSON object.
SharedGrammar json_mode();
// JSON that a schema allows (docs/structured-output.md). kUnsupported names the keyword that is not, by its path;
// kInvalidArgument a contradiction, or a schema that is too large.
Result<SharedGrammar> compile_schema(const Json& schema);
// Texts of the rule `root` of a grammar in llama.cpp's notation. kInvalidArgument names line and column.
Result<SharedGrammar> compile_gbnf(std::string_view text);

}  // namespace hearth::grammar
