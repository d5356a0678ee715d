// Hearth's version, which CMakeLists.txt says too.
#pragma once

#include <string_view>

namespace hearth::cli {

inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace hearth::cli
