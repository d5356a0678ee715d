// What /api/generate and /api/chat take alike: the model, how to run it and how to answer.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/fields.h"
#include "api/ollama/format.h"
#include "api/ollama/keep_alive.h"
#include "api/ollama/think.h"
#include "api/options.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::ollama {

struct InferenceRequest {
  std::string model{};  // as the client names it
  bool stream = true;
  Format format{};
  std::optional<KeepAlive> keep_alive{};  // absent: the server's setting
  api::Options options{};
  Think think = Think::kUnset;
  bool truncate = true;  // a prompt that is too long loses its oldest part
  bool shift = true;     // a full context loses its oldest part, and the answer goes on
  bool logprobs = false;
  int64_t top_logprobs = 0;  // 0 to 20
  bool debug_render_only = false;
  api::Warnings warnings{};  // from reading the request; the reply repeats them
  bool operator==(const InferenceRequest&) const = default;
};

void add_members(Json& object, const InferenceRequest& request);
void read_members(api::Fields& fields, InferenceRequest& request);

}  // namespace hearth::ollama
