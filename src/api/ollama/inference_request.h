// What /api/generate and /api/chat take alike: how to answer.
#pragma once

#include <cstdint>

#include "api/fields.h"
#include "api/ollama/format.h"
#include "api/ollama/model_request.h"
#include "api/ollama/priority.h"
#include "api/ollama/think.h"
#include "base/json.h"

namespace hearth::ollama {

struct InferenceRequest : ModelRequest {
  bool stream = true;
  Format format{};
  Think think = Think::kUnset;
  // Both only when they are asked for: by default nothing of a prompt or a context is lost, and who asks for too much
  // is told so.
  bool truncate = false;  // a prompt that is too long loses its oldest part
  bool shift = false;     // a full context loses its oldest part, and the answer goes on
  bool logprobs = false;
  int64_t top_logprobs = 0;  // 0 to 20
  bool debug_render_only = false;
  Priority priority = Priority::kInteractive;
  bool operator==(const InferenceRequest&) const = default;
};

void add_members(Json& object, const InferenceRequest& request);
void read_members(api::Fields& fields, InferenceRequest& request);

}  // namespace hearth::ollama
