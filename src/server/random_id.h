// Names for answers, as OpenAI's and Anthropic's clients expect them: a prefix and random digits.
#pragma once

#include <string>
#include <string_view>

namespace hearth::server {

// "chatcmpl-" to "chatcmpl-9f86d081884c7d659a2feaa0": 24 hexadecimal digits, different each time.
std::string random_id(std::string_view prefix);

}  // namespace hearth::server
