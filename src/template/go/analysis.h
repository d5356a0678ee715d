// What Ollama reads out of a template without running it: which variables it mentions, the tags around the model's
// thinking, what a tool call begins with; and the template cut off where the answer goes.
#pragma once

#include <memory>
#include <set>
#include <string>

#include "template/go/ast.h"

namespace hearth::go_template {

// Every name of a field or a variable, in lower case: {{ $m.Content }} mentions "$m" and "content".
std::set<std::string> mentioned_names(const Ast& ast);

struct ThinkingTags {
  std::string opening;
  std::string closing;
};

// The text at the beginning and at the end of the list that {{ .Thinking }} is printed in, within a range over
// .Messages, without the space around them. Empty where there is none.
ThinkingTags thinking_tags(const Ast& ast);

// The first text in the first `if .ToolCalls`, up to a brace and without the space around it; "{" when there is none.
std::string tool_call_prefix(const Ast& ast);

// The template without anything that stands behind the first {{ .Response }} of its own text. Shares nodes with `ast`.
Ast cut_after_response(std::shared_ptr<const Ast> ast);

}  // namespace hearth::go_template
