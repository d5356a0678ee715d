// The members `tools`, `tool_choice` and `parallel_tool_calls`, of the chat and of the responses.
#pragma once

#include <vector>

#include "api/reader.h"
#include "api/tool_choice.h"
#include "base/json.h"

namespace hearth::openai {

// How a function is described: {"type": "function", "function": {"name", ...}}, or flat as /v1/responses has it.
enum class ToolShape { kNested, kFlat };

// Tools come out nested, as models' templates want them: {"type", "function": {"name", "description", "parameters"}}.
void read_tools(api::Reader& body, ToolShape shape, std::vector<Json>& into);

// After the tools: a choice needs one, and names one that is there.
void read_tool_choice(api::Reader& body, ToolShape shape, const std::vector<Json>& tools, api::ToolChoice& into);

// The name of a tool as read_tools makes it.
const std::string& tool_name(const Json& tool);

// Fails unless `choice` can be had with these tools. `field`: the member that makes it.
void check_choice(api::Reader& body, std::string_view field, const std::vector<Json>& tools,
                  const api::ToolChoice& choice);

}  // namespace hearth::openai
