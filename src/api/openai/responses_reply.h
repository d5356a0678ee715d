// What /v1/responses answers: an object with output items, or the events by which they come.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/openai/reply.h"
#include "api/openai/responses.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::openai {

enum class ItemStatus { kInProgress, kCompleted, kIncomplete };

// What the assistant thought, said or called.
struct OutputItem {
  enum class Kind { kReasoning, kMessage, kFunctionCall };
  Kind kind = Kind::kMessage;
  std::string id{};
  ItemStatus status = ItemStatus::kInProgress;
  std::string text{};  // or the thoughts
  std::vector<Logprob> logprobs{};
  ToolCall call{};
};
Json to_json(const OutputItem& item);

struct Response {
  enum class Status { kInProgress, kCompleted, kIncomplete, kFailed };
  std::string id{};
  int64_t created = 0;  // seconds since 1970
  Status status = Status::kInProgress;
  std::string error{};  // of kFailed
  std::vector<OutputItem> output{};
  Usage usage{};  // once it is no longer in progress
  api::Warnings warnings{};
};
// Replies repeat much of the request.
Json to_json(const Response& response, const ResponsesRequest& request);

// Makes the events of one stream, which are numbered.
class ResponseEvents {
 public:
  // The data of an event; its name is the member "type".
  Json response(std::string_view type, const Response& response, const ResponsesRequest& request);
  Json item(std::string_view type, const OutputItem& item, int64_t output_index);
  // Of a message or of thoughts.
  Json part(std::string_view type, const OutputItem& item, int64_t output_index);
  // More of an item: text, thoughts, or the whole arguments of a call.
  Json delta(const OutputItem& part, int64_t output_index);
  // All of that.
  Json done(const OutputItem& item, int64_t output_index);

 private:
  Json event(std::string_view type, Json::Object members);

  int64_t n_events_ = 0;
};

}  // namespace hearth::openai
