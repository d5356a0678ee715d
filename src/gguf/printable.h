// printable: a name out of a file as a message may show it: one line, valid UTF-8, not too long.
#pragma once

#include <string>
#include <string_view>

namespace hearth::gguf {

// `name` with control characters and broken UTF-8 replaced by '?', cut after 100 bytes with "...".
std::string printable(std::string_view name);

}  // namespace hearth::gguf
