#include "server/answer_grammar.h"

namespace hearth::server {
namespace {

using ollama::Format;

// A schema that is not supported is the request's mistake, too.
Result<grammar::SharedGrammar> of_field(std::string_view field, Result<grammar::SharedGrammar> made) {
  if (made) return made;
  return within(field, {ErrorCode::kInvalidArgument, made.error().message});
}

}  // namespace

Result<grammar::SharedGrammar> answer_grammar(const Format& format, const api::Options& options) {
  if (options.grammar && !options.grammar->empty()) {
    if (format.kind != Format::Kind::kNone) {
      return fail(ErrorCode::kInvalidArgument, "format and option grammar exclude each other");
    }
    return of_field("option grammar", grammar::compile_gbnf(*options.grammar));
  }
  switch (format.kind) {
    case Format::Kind::kNone:
      break;
    case Format::Kind::kJson:
      return grammar::json_mode();
    case Format::Kind::kSchema:
      return of_field("format", grammar::compile_schema(format.schema));
  }
  return nullptr;
}

}  // namespace hearth::server
