// POST /v1/messages and /v1/messages/count_tokens: messages in, a message out, whole or as events.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/anthropic/content.h"
#include "api/failure.h"
#include "api/ollama/format.h"
#include "api/ollama/think.h"
#include "api/options.h"
#include "api/tool_choice.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::anthropic {

struct MessagesRequest {
  std::string model{};
  Content content{};
  api::Options options{};
  bool stream = false;
  std::vector<Json> tools{};  // as models' templates want them: {"type": "function", "function": {...}}
  api::ToolChoice tool_choice{};
  ollama::Format format{};
  ollama::Think think = ollama::Think::kUnset;
  api::Warnings warnings{};
};

api::Attempt<MessagesRequest> parse_messages_request(const Json& json);
// The same, where nothing is answered and so no limit is needed.
api::Attempt<MessagesRequest> parse_count_request(const Json& json);

// What an answer is drawn with when neither the request nor the model says otherwise: temperature and top_p 1.
api::Options default_options();

}  // namespace hearth::anthropic
