// POST /v1/completions: a text or tokens in, how they go on out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "api/failure.h"
#include "api/openai/reply.h"
#include "api/options.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::openai {

// A text, or the ids of tokens.
using TextOrTokens = std::variant<std::string, std::vector<int32_t>>;

struct CompletionRequest {
  std::string model{};
  std::vector<TextOrTokens> prompts{};  // at least one
  std::string suffix{};                 // what follows the gap that is to be filled
  bool echo = false;                    // each answer begins with its prompt
  api::Options options{};
  int64_t n = 1;            // for each prompt
  int64_t n_logprobs = -1;  // as in ChatRequest
  bool stream = false;
  bool include_usage = false;
  api::Warnings warnings{};
};

api::Attempt<CompletionRequest> parse_completion_request(const Json& json);

struct CompletionChoice {
  int64_t index = 0;
  std::string text{};
  std::vector<Logprob> logprobs{};
  int64_t text_offset = 0;  // of the first of them, in characters
  FinishReason finish_reason = FinishReason::kNone;
};

// A whole reply or a chunk: they have the same shape.
struct Completion : ReplyHead {
  std::vector<CompletionChoice> choices{};
  bool usage_asked = false;  // of a chunk: usage is null in all but the last
  std::optional<Usage> usage{};
  api::Warnings warnings{};
};
Json to_json(const Completion& completion);

}  // namespace hearth::openai
