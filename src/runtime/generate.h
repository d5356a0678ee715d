// generate: a prompt to a stream of text: chunks of the prompt, then token by token until something ends it.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "runtime/engine.h"
#include "sampling/sampler.h"

namespace hearth::runtime {

struct GenerateOptions {
  sampling::SamplerOptions sampler{};
  int32_t num_predict = -1;  // tokens at most; -1: until the context is full
  std::vector<std::string> stop{};
  int32_t n_logprobs = -1;  // per token the chosen one and this many others; -1: none
};

enum class DoneReason { kStop, kLength };

struct GeneratedToken {
  int32_t id;
  std::vector<sampling::TokenLogprob> logprobs;  // chosen first, then the most likely; see n_logprobs
};

struct Generation {
  std::string text;                    // all that was streamed
  std::vector<GeneratedToken> tokens;  // the end-of-generation token, when it came, is the last
  DoneReason done_reason = DoneReason::kStop;
  int32_t prompt_tokens = 0;
  int64_t prompt_ns = 0;  // until the first token was drawn
  int64_t eval_ns = 0;    // from then on
};

// Called with whole characters as they are complete. Returning false ends the generation.
using OnText = std::function<bool(std::string_view)>;

// kInvalidArgument when the prompt is empty or does not leave room for one token in the context.
Result<Generation> generate(Engine& engine, const std::vector<int32_t>& prompt, const GenerateOptions& options,
                            const OnText& on_text);

}  // namespace hearth::runtime
