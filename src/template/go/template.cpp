#include "template/go/template.h"

#include "template/go/evaluator.h"
#include "template/go/parser.h"

namespace hearth::go_template {

Template::Template(std::shared_ptr<const Ast> ast) : ast_(std::move(ast)), names_(mentioned_names(*ast_)) {}

Result<Template> Template::parse(std::string_view source) {
  return Template(std::make_shared<const Ast>(TRY(go_template::parse(source))));
}

Result<std::string> Template::render(const Value& data, const RenderOptions& options) const {
  return Evaluator(*ast_, options.limits, options.now).run(data);
}

ThinkingTags Template::thinking_tags() const { return go_template::thinking_tags(*ast_); }

std::string Template::tool_call_prefix() const { return go_template::tool_call_prefix(*ast_); }

Template Template::cut_after_response() const {
  return Template(std::make_shared<const Ast>(go_template::cut_after_response(ast_)));
}

}  // namespace hearth::go_template
