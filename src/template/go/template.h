// Template: a prompt template in the language of Go's text/template, as Modelfiles have it; parsed once and rendered
// for each conversation.
//
//   const auto prompt = TRY(go_template::Template::parse("{{ .System }}{{ .Prompt }}"));
//   std::string text = TRY(prompt.render(Value::map(kAnyMap, {{"Prompt", Value::string("Hi")}})));
//
// It renders as Go does with missingkey=zero and Ollama's functions; tests/golden/go_template holds the comparison.
// Differences by design: no imaginary numbers, any character beyond ASCII may be in a name, and there are limits
// (limits.h). Errors are worded as Go's, and those of parsing have a column, too: "template: :2:7: ...".
#pragma once

#include <ctime>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"
#include "template/go/analysis.h"
#include "template/go/limits.h"
#include "template/go/value.h"

namespace hearth::go_template {

struct RenderOptions {
  Limits limits = {};
  std::optional<std::time_t> now = std::nullopt;  // what currentDate tells the day of; the clock's time when absent
};

class Template {
 public:
  // Lines count from 1, columns are bytes and count from 0.
  static Result<Template> parse(std::string_view source);

  // Thread-safe. The text is UTF-8 if the data's texts are and the template does not cut characters apart.
  Result<std::string> render(const Value& data, const RenderOptions& options = {}) const;

  // Whether a field of that name is used anywhere; in lower case ("messages").
  bool mentions(std::string_view name) const { return names_.contains(std::string(name)); }
  // See analysis.h.
  ThinkingTags thinking_tags() const;
  std::string tool_call_prefix() const;
  Template cut_after_response() const;

 private:
  explicit Template(std::shared_ptr<const Ast> ast);

  std::shared_ptr<const Ast> ast_;
  std::set<std::string> names_;
};

}  // namespace hearth::go_template
