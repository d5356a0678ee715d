// Request: what somebody asks of a loaded model: a prompt in tokens, and how to go on from it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "grammar/grammar.h"
#include "runtime/scheduler.h"
#include "sampling/options.h"

namespace hearth::runtime {

struct GenerateOptions {
  sampling::SamplerOptions sampler{};
  int32_t num_predict = -1;  // tokens at most; negative: until something else ends it
  std::vector<std::string> stop{};
  int32_t loop_limit = 0;   // tokens after which an answer that only repeats itself is ended (LoopDetector); 0: never
  int32_t n_logprobs = -1;  // per token the chosen one and this many others; -1: none
};

// What happens when the context is full in the middle of an answer.
enum class ContextFull : uint8_t {
  kEnd,    // the answer ends, for its length
  kShift,  // half of what follows the first `num_keep` tokens is forgotten, and the answer goes on
};

struct Request {
  std::vector<int32_t> prompt{};
  GenerateOptions options{};
  grammar::SharedGrammar grammar{};     // what the answer may be; null: anything
  std::vector<int32_t> shown_tokens{};  // control tokens whose names are part of the answer's text
  int32_t n_ctx = 0;  // tokens of prompt and answer together; 0, or more than the model's: the model's
  ContextFull context_full = ContextFull::kEnd;
  int32_t num_keep = 0;
  Priority priority = Priority::kInteractive;
  std::string salt{};  // requests share cached prefixes only with those of the same salt
};

}  // namespace hearth::runtime
