// message_line: a message as one line of a terminal, whatever names and texts from outside it quotes.
#pragma once

#include <string>
#include <string_view>

namespace hearth::cli {

// Line breaks and tabs become spaces, other control characters '?'; valid UTF-8.
std::string message_line(std::string_view message);

}  // namespace hearth::cli
