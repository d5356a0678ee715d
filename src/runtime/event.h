// Event: what a request's stream hands on: text as it becomes whole, the tokens behind it, and at the end how it ended.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "sampling/sampler.h"

namespace hearth::runtime {

enum class DoneReason : uint8_t {
  kStop,       // the model ended its answer, or a stop string came
  kLength,     // num_predict or the context was reached
  kLoop,       // it only repeated itself: see GenerateOptions::loop_limit
  kCancelled,  // nobody wants it any more
  kFailed,     // see Finish::error
};

struct GeneratedToken {
  int32_t id;
  std::vector<sampling::TokenLogprob> logprobs;  // chosen first, then the most likely; see n_logprobs
};

// What an answer cost. Times do not overlap.
struct Usage {
  int32_t prompt_tokens = 0;
  int32_t cached_tokens = 0;   // of the prompt: not computed, but found in the KV cache
  int32_t dropped_tokens = 0;  // forgotten because the context was full
  int64_t queue_ns = 0;        // until its first step began
  int64_t prompt_ns = 0;       // until the first token was drawn
  int64_t eval_ns = 0;         // from then on
};

struct Finish {
  DoneReason reason = DoneReason::kStop;
  std::optional<Error> error{};  // of kFailed
  Usage usage{};
  std::string stop_string{};  // that ended it, if one did
};

struct Event {
  std::string text{};                    // whole characters
  std::vector<GeneratedToken> tokens{};  // drawn since the last event; the end-of-generation token among them
  std::optional<Finish> finish{};        // of the last event
};

}  // namespace hearth::runtime
