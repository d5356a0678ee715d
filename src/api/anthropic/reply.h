// What /v1/messages answers: a message made of blocks, or the events by which one comes.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/warnings.h"
#include "base/json.h"

namespace hearth::anthropic {

enum class StopReason { kNone, kEndTurn, kMaxTokens, kStopSequence, kToolUse };
// null for kNone.
Json to_json(StopReason reason);

struct Usage {
  int64_t input_tokens = 0;
  int64_t cache_read_tokens = 0;  // found in the cache, and not among input_tokens
  int64_t output_tokens = 0;
};
Json to_json(const Usage& usage);

// A part of a message; which of the members there are depends on the kind.
struct Block {
  enum class Kind { kText, kThinking, kToolUse };
  Kind kind = Kind::kText;
  std::string text{};  // or the thoughts
  std::string id{}, name{};
  Json input = Json::object();
};
Json to_json(const Block& block);

struct Message {
  std::string id{};
  std::string model{};
  std::vector<Block> content{};
  StopReason stop_reason = StopReason::kNone;
  std::string stop_sequence{};  // that ended it, if one did
  Usage usage{};
  api::Warnings warnings{};
};
Json to_json(const Message& message);

// An event of a stream: its name is its type.
struct Event {
  std::string_view name;
  Json data;
};
Event message_start(const Message& message);
// `block` is empty: what it holds follows in deltas.
Event block_start(int64_t index, const Block& block);
// More of a block: text, thoughts, or the whole input of a tool.
Event block_delta(int64_t index, const Block& part);
Event block_stop(int64_t index);
// How it ended: stop_reason, stop_sequence and usage.
Event message_delta(const Message& message);
Event message_stop();

}  // namespace hearth::anthropic
