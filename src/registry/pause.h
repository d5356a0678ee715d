// pause: waiting that a stop ends.
#pragma once

#include <chrono>
#include <stop_token>

namespace hearth::registry {

// False when a stop was requested meanwhile.
bool pause(std::chrono::milliseconds time, const std::stop_token& stop);

}  // namespace hearth::registry
