#include "template/jinja/template.h"

#include "base/utf8.h"
#include "template/jinja/eval.h"
#include "template/jinja/parser.h"

namespace hearth::jinja {

Result<Template> Template::parse(std::string_view source) {
  return Template(std::make_shared<const Ast>(TRY(jinja::parse(utf8::make_valid(source)))));
}

Result<std::string> Template::render(const Globals& globals, const RenderOptions& options) const {
  Value::Entries entries;
  for (const auto& [name, value] : globals) entries.emplace_back(Value::string(name), value);
  return evaluate(*ast_, entries, options.limits, options.now);
}

}  // namespace hearth::jinja
