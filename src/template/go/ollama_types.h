// The types of what Ollama shows to templates, with Go's names of their fields, and the values that JSON makes of them.
// Tools, arguments and properties print as JSON, with properties and arguments in alphabetical order.
#pragma once

#include "base/json.h"
#include "template/go/value.h"

namespace hearth::go_template {

extern const Type kImage;             // bytes
extern const Type kImages;            // a slice of these
extern const Type kToolCall;          // ID, Function: kToolCallFunction
extern const Type kToolCallFunction;  // Index, Name, Arguments
extern const Type kToolCalls;         // a slice of these
extern const Type kMessage;           // Role, Content, Thinking, Images, ToolCalls, ToolName, ToolCallID
extern const Type kMessages;          // a slice of these

// The arguments of a call, a JSON object.
Value arguments_value(const Json& arguments);
// The tools of a request, a JSON array; nil for anything else. What Ollama does not know of a tool is left out.
Value tools_value(const Json& tools);

}  // namespace hearth::go_template
