// POST /api/generate: a prompt in, text out, in one chunk or many.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/ollama/answer.h"
#include "api/ollama/inference_request.h"
#include "api/ollama/message.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct GenerateRequest : InferenceRequest {
  std::string prompt{};
  std::string suffix{};               // what follows the text to be filled in
  std::string system{};               // in the place of the model's
  std::string template_text{};        // in the place of the model's
  std::vector<int32_t> context{};     // tokens of the conversation so far
  std::vector<std::string> images{};  // the bytes of image or audio files
  bool raw = false;                   // the prompt goes to the model without a template
  bool operator==(const GenerateRequest&) const = default;
};

// One line of a streamed answer, or the whole of one that is not streamed.
struct GenerateChunk : Answer {
  std::string response{};
  std::string thinking{};
  std::vector<ToolCall> tool_calls{};
  std::vector<int32_t> context{};  // of the last chunk; empty for raw prompts
  bool operator==(const GenerateChunk&) const = default;
};

Result<GenerateRequest> parse_generate_request(const Json& json);
Json to_json(const GenerateRequest& request);

// An error that came in the place of a chunk is this function's error.
Result<GenerateChunk> parse_generate_chunk(const Json& json);
Json to_json(const GenerateChunk& chunk);

}  // namespace hearth::ollama
