// POST /v1/responses: items in, items out. Nothing is kept: what an answer is about is in the request.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/failure.h"
#include "api/ollama/format.h"
#include "api/ollama/message.h"
#include "api/ollama/think.h"
#include "api/options.h"
#include "api/tool_choice.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::openai {

struct ResponsesRequest {
  std::string model{};
  std::string instructions{};
  std::vector<ollama::Message> messages{};  // of the input, without the instructions
  api::Options options{};
  int64_t n_logprobs = -1;  // as in ChatRequest
  bool stream = false;
  ollama::Format format{};
  std::vector<Json> tools{};  // see tools.h
  api::ToolChoice tool_choice{};
  ollama::Think think = ollama::Think::kUnset;
  Json metadata = Json::object();  // given back
  api::Warnings warnings{};
};

api::Attempt<ResponsesRequest> parse_responses_request(const Json& json);

}  // namespace hearth::openai
