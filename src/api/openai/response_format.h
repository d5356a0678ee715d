// What shape an answer must have: `response_format` of a chat, `text.format` of a response.
#pragma once

#include "api/ollama/format.h"
#include "api/reader.h"

namespace hearth::openai {

// {"type": "json_schema", "json_schema": {"name", "schema"}}, or flat as /v1/responses has it.
enum class FormatShape { kNested, kFlat };

// "text", "json_object" or "json_schema". A schema always holds, whether it is called strict or not.
void read_response_format(api::Reader& owner, std::string_view name, FormatShape shape, ollama::Format& into);

}  // namespace hearth::openai
