// How Anthropic's API says no: {"type": "error", "error": {"type", "message"}}.
#pragma once

#include "api/failure.h"
#include "base/json.h"

namespace hearth::anthropic {

// A whole body, or the data of an "error" event in a stream that had begun. The message names the field at fault.
Json to_json(const api::Failure& failure);

}  // namespace hearth::anthropic
