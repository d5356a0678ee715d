// What the replies of OpenAI's API have in common: how an answer ended, what it cost, how likely its tokens were.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/ollama/logprob.h"
#include "api/ollama/message.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::openai {

using ollama::Logprob;
using ollama::ToolCall;

enum class FinishReason {
  kNone,  // it has not ended
  kStop,
  kLength,
  kToolCalls,
};
// null for kNone.
Json to_json(FinishReason reason);

struct Usage {
  int64_t prompt_tokens = 0;
  int64_t cached_tokens = 0;  // of the prompt
  int64_t completion_tokens = 0;
  int64_t reasoning_tokens = 0;  // of the completion
};
Json to_json(const Usage& usage);

// Whose reply it is.
struct ReplyHead {
  std::string id{};
  int64_t created = 0;  // seconds since 1970
  std::string model{};  // as the request named it
};
// {"id", "object", "created", "model", "system_fingerprint"}
Json head_json(const ReplyHead& head, std::string_view object);

// {"content": [...], "refusal": null}; null when there are none.
Json logprobs_json(const std::vector<Logprob>& entries);

// {"id", "type": "function", "function": {"name", "arguments"}}
Json call_json(const ToolCall& call);

}  // namespace hearth::openai
