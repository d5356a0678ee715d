// The input of /v1/responses: a text, or items that are messages, calls, their results and thoughts.
#pragma once

#include <vector>

#include "api/ollama/message.h"
#include "api/reader.h"

namespace hearth::openai {

// The member `input`. What the assistant thought, said and called without anybody in between is one message.
void read_input(api::Reader& body, std::vector<ollama::Message>& into);

}  // namespace hearth::openai
