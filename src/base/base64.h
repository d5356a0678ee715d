// Standard base64 (RFC 4648, section 4): with padding, and nothing else than line ends between its characters.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth {

std::string base64_encode(std::string_view bytes);

// kInvalidArgument "illegal base64 data at input byte N", as Go words it: N is where the text stops to make sense.
Result<std::string> base64_decode(std::string_view text);

}  // namespace hearth
