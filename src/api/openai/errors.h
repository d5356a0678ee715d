// How OpenAI's API says no: {"error": {"message", "type", "param", "code"}}.
#pragma once

#include "api/failure.h"
#include "base/json.h"

namespace hearth::openai {

// A whole body, or the data of an event in a stream that had begun.
Json to_json(const api::Failure& failure);

}  // namespace hearth::openai
