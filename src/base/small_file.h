// read_small_file: the whole of a file that is to be short: a configuration, or one of the system's own in /proc and
// /sys, which say that they have no size.
#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"

namespace hearth {

// Errors name the path. kNotFound when there is none; kInvalidArgument when it is longer than `max_bytes`.
Result<std::string> read_small_file(const std::string& path, size_t max_bytes = size_t{1} << 20);

}  // namespace hearth
