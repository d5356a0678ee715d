// Names for answers, as OpenAI's and Anthropic's clients expect them: a prefix and random digits.
#pragma once

#include <string>
#include <string_view>

namespace hearth::server {

// "chatcmpl-" to "chatcmpl-9f86d081884c7d659a2feaa0": 24 hexadecimal digits, different each time.
std::string random_id(std::string_view prefix);

// Of a call of a tool, as Ollama has them: "call_" and eight letters or digits, different each time.
std::string random_call_id();

}  // namespace hearth::server
