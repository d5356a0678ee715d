// What the chunks of /api/generate and /api/chat carry alike: whose answer it is, whether it is over and why, how long
// each part took, and what was not done as asked.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/fields.h"
#include "api/ollama/logprob.h"
#include "api/warnings.h"
#include "base/json.h"
#include "base/time_text.h"

namespace hearth::ollama {

enum class DoneReason {
  kNone,    // not done
  kStop,    // the model or a stop string ended the answer
  kLength,  // a limit did
  kLoop,    // it only repeated itself; Ollama has no such reason
  kLoad,    // nothing was asked but to load the model
  kUnload,  // or to unload it
};

// "" for kNone.
std::string_view name(DoneReason reason);
// A reason that is not known counts as kStop: the answer is over, whyever.
DoneReason done_reason_named(std::string_view text);

// Durations are nanoseconds.
struct Metrics {
  int64_t total_duration = 0;
  int64_t load_duration = 0;
  int64_t prompt_eval_count = 0;    // tokens of the prompt, those from a cache included
  int64_t prompt_cached_count = 0;  // those of them that came from a cache and were not computed again
  int64_t prompt_eval_duration = 0;
  int64_t eval_count = 0;  // tokens generated, the one that ended the answer included
  int64_t eval_duration = 0;
  bool operator==(const Metrics&) const = default;
};

// The reply to debug_render_only.
struct DebugInfo {
  std::string rendered_template{};
  int64_t image_count = 0;
  bool operator==(const DebugInfo&) const = default;
};

struct Answer {
  std::string model{};  // as the request named it
  WallTime created_at{};
  bool done = false;
  DoneReason done_reason = DoneReason::kNone;
  Metrics metrics{};  // of the last chunk
  std::vector<Logprob> logprobs{};
  std::optional<DebugInfo> debug_info{};
  api::Warnings warnings{};  // of the last chunk
  bool operator==(const Answer&) const = default;
};

// A chunk is printed in three parts, as the fields of its own kind stand between them: model and created_at; done and
// done_reason; and all the rest. What is empty or zero is left out but for the first three.
void add_head(Json& object, const Answer& answer);
void add_done(Json& object, const Answer& answer);
void add_tail(Json& object, const Answer& answer);
void read_members(api::Fields& fields, Answer& answer);

}  // namespace hearth::ollama
