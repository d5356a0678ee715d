#include "server/openai_replies.h"

#include <chrono>
#include <utility>

#include "server/random_id.h"

namespace hearth::server {

int64_t now_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

openai::ReplyHead new_head(std::string_view id_prefix, std::string model) {
  return {.id = random_id(id_prefix), .created = now_seconds(), .model = std::move(model)};
}

openai::FinishReason finish_reason(const AnswerEnd& end) {
  if (is_cut(end)) return openai::FinishReason::kLength;
  return end.n_tool_calls > 0 ? openai::FinishReason::kToolCalls : openai::FinishReason::kStop;
}

openai::Usage usage_of(const TaskUsage& usage) {
  return {.prompt_tokens = usage.prompt_tokens,
          .cached_tokens = usage.cached_tokens,
          .completion_tokens = usage.completion_tokens,
          .reasoning_tokens = usage.thinking_tokens};
}

}  // namespace hearth::server
