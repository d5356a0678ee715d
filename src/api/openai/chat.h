// POST /v1/chat/completions: messages in, one or several messages out, whole or in chunks.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/failure.h"
#include "api/ollama/format.h"
#include "api/ollama/message.h"
#include "api/ollama/think.h"
#include "api/openai/reply.h"
#include "api/options.h"
#include "api/reader.h"
#include "api/tool_choice.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::openai {

struct ChatRequest {
  std::string model{};
  std::vector<ollama::Message> messages{};
  api::Options options{};
  int64_t n = 1;
  int64_t n_logprobs = -1;  // per token the chosen one and this many others; -1: none
  bool stream = false;
  bool include_usage = false;  // a last chunk of the stream says what it cost
  ollama::Format format{};
  std::vector<Json> tools{};  // see tools.h
  api::ToolChoice tool_choice{};
  ollama::Think think = ollama::Think::kUnset;
  api::Warnings warnings{};
};

api::Attempt<ChatRequest> parse_chat_request(const Json& json);

// One of the answers to a request, or a part of one.
struct ChatChoice {
  int64_t index = 0;
  bool has_role = true;  // of a chunk: only the first of an answer has it
  std::string content{};
  std::string reasoning{};
  std::vector<ToolCall> tool_calls{};
  std::vector<Logprob> logprobs{};
  FinishReason finish_reason = FinishReason::kNone;
};

struct ChatCompletion : ReplyHead {
  std::vector<ChatChoice> choices{};
  Usage usage{};
  api::Warnings warnings{};
};
Json to_json(const ChatCompletion& completion);

struct ChatChunk : ReplyHead {
  std::vector<ChatChoice> choices{};  // at most one
  bool usage_asked = false;           // usage is null in all chunks but the last
  std::optional<Usage> usage{};
  api::Warnings warnings{};
};
Json to_json(const ChatChunk& chunk);

// The members `stream` and `stream_options`.
void read_stream(api::Reader& body, bool& stream, bool& include_usage);

// What says who asks and what for, and changes no answer: warnings.
void ignore_labels(api::Reader& body);

}  // namespace hearth::openai
