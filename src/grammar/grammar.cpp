#include "grammar/grammar.h"

#include "base/check.h"
#include "grammar/gbnf_parser.h"
#include "grammar/json_form.h"
#include "grammar/lower.h"
#include "grammar/schema_compiler.h"

namespace hearth::grammar {
namespace {

Result<SharedGrammar> share(const Form& form) { return std::make_shared<const Grammar>(TRY(lower(form))); }

SharedGrammar make_json_mode() {
  Form form;
  JsonForm json(form);
  const RuleId root = form.add_rule("root");
  form.set_root(root);
  form.define(root, form.sequence({json.space(), json.object()}));
  auto made = share(form);
  CHECK(made.has_value());
  return *std::move(made);
}

}  // namespace

SharedGrammar json_mode() {
  static const SharedGrammar grammar = make_json_mode();
  return grammar;
}

Result<SharedGrammar> compile_schema(const Json& schema) {
  const Form form = TRY(SchemaCompiler(schema).run());
  return share(form);
}

Result<SharedGrammar> compile_gbnf(std::string_view text) {
  const Form form = TRY(parse_gbnf(text));
  return share(form);
}

}  // namespace hearth::grammar
