#include "api/openai/reply.h"

namespace hearth::openai {

Json to_json(FinishReason reason) {
  switch (reason) {
    case FinishReason::kNone:
      return {};
    case FinishReason::kStop:
      return "stop";
    case FinishReason::kLength:
      return "length";
    case FinishReason::kToolCalls:
      return "tool_calls";
  }
  return {};
}

Json to_json(const Usage& usage) {
  return Json::object({{"prompt_tokens", usage.prompt_tokens},
                       {"completion_tokens", usage.completion_tokens},
                       {"total_tokens", usage.prompt_tokens + usage.completion_tokens},
                       {"prompt_tokens_details", Json::object({{"cached_tokens", usage.cached_tokens}})},
                       {"completion_tokens_details", Json::object({{"reasoning_tokens", usage.reasoning_tokens}})}});
}

Json head_json(const ReplyHead& head, std::string_view object) {
  return Json::object({{"id", head.id},
                       {"object", object},
                       {"created", head.created},
                       {"model", head.model},
                       {"system_fingerprint", "fp_hearth"}});
}

Json logprobs_json(const std::vector<Logprob>& entries) {
  if (entries.empty()) return {};
  Json content = Json::array();
  for (const Logprob& entry : entries) {
    Json json = ollama::to_json(entry);
    if (entry.top_logprobs.empty()) json.set("top_logprobs", Json::array());
    content.push_back(std::move(json));
  }
  return Json::object({{"content", std::move(content)}, {"refusal", nullptr}});
}

Json call_json(const ToolCall& call) {
  return Json::object({{"id", call.id},
                       {"type", "function"},
                       {"function", Json::object({{"name", call.name}, {"arguments", call.arguments.dump()}})}});
}

}  // namespace hearth::openai
