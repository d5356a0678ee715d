// POST /api/chat: messages in, a message out, in one chunk or many.
#pragma once

#include <string>
#include <vector>

#include "api/ollama/answer.h"
#include "api/ollama/inference_request.h"
#include "api/ollama/message.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct ChatRequest : InferenceRequest {
  std::vector<Message> messages{};
  std::vector<Json> tools{};    // as sent: the order of a tool's properties matters to models. Their shape is checked
  std::string template_text{};  // in the place of the model's; Ollama has it for /api/generate only
  bool operator==(const ChatRequest&) const = default;
};

// One line of a streamed answer, or the whole of one that is not streamed.
struct ChatChunk : Answer {
  Message message{.role = "assistant"};
  bool operator==(const ChatChunk&) const = default;
};

Result<ChatRequest> parse_chat_request(const Json& json);
Json to_json(const ChatRequest& request);

// An error that came in the place of a chunk is this function's error.
Result<ChatChunk> parse_chat_chunk(const Json& json);
Json to_json(const ChatChunk& chunk);

}  // namespace hearth::ollama
