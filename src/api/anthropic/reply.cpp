#include "api/anthropic/reply.h"

#include <utility>

#include "api/members.h"

namespace hearth::anthropic {
namespace {

Event event(std::string_view name, Json::Object members = {}) {
  Json data = Json::object({{"type", name}});
  for (Json::Member& member : members) data.set(member.key, std::move(member.value));
  return {.name = name, .data = std::move(data)};
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

Json delta_json(const Block& part) {
  switch (part.kind) {
    case Block::Kind::kText:
      return Json::object({{"type", "text_delta"}, {"text", part.text}});
    case Block::Kind::kThinking:
      return Json::object({{"type", "thinking_delta"}, {"thinking", part.text}});
    case Block::Kind::kToolUse:
      return Json::object({{"type", "input_json_delta"}, {"partial_json", part.input.dump()}});
  }
  return {};
}

}  // namespace

Json to_json(StopReason reason) {
  switch (reason) {
    case StopReason::kNone:
      return {};
    case StopReason::kEndTurn:
      return "end_turn";
    case StopReason::kMaxTokens:
      return "max_tokens";
    case StopReason::kStopSequence:
      return "stop_sequence";
    case StopReason::kToolUse:
      return "tool_use";
  }
  return {};
}

Json to_json(const Usage& usage) {
  return Json::object({{"input_tokens", usage.input_tokens},
                       {"cache_creation_input_tokens", 0},
                       {"cache_read_input_tokens", usage.cache_read_tokens},
                       {"output_tokens", usage.output_tokens}});
}

Json to_json(const Block& block) {
  switch (block.kind) {
    case Block::Kind::kText:
      return Json::object({{"type", "text"}, {"text", block.text}});
    case Block::Kind::kThinking:
      return Json::object({{"type", "thinking"}, {"thinking", block.text}, {"signature", ""}});
    case Block::Kind::kToolUse:
      return Json::object({{"type", "tool_use"}, {"id", block.id}, {"name", block.name}, {"input", block.input}});
  }
  return {};
}

Json to_json(const Message& message) {
  Json json = Json::object({{"id", message.id},
                            {"type", "message"},
                            {"role", "assistant"},
                            {"model", message.model},
                            {"content", api::list_json(message.content)},
                            {"stop_reason", to_json(message.stop_reason)},
                            {"stop_sequence", text_or_null(message.stop_sequence)},
                            {"usage", to_json(message.usage)}});
  api::add_nonempty(json, "warnings", message.warnings);
  return json;
}

Event message_start(const Message& message) { return event("message_start", {{"message", to_json(message)}}); }

Event block_start(int64_t index, const Block& block) {
  return event("content_block_start", {{"index", index}, {"content_block", to_json(block)}});
}

Event block_delta(int64_t index, const Block& part) {
  return event("content_block_delta", {{"index", index}, {"delta", delta_json(part)}});
}

Event block_stop(int64_t index) { return event("content_block_stop", {{"index", index}}); }

Event message_delta(const Message& message) {
  Json delta = Json::object(
      {{"stop_reason", to_json(message.stop_reason)}, {"stop_sequence", text_or_null(message.stop_sequence)}});
  Event last = event("message_delta", {{"delta", std::move(delta)}, {"usage", to_json(message.usage)}});
  api::add_nonempty(last.data, "warnings", message.warnings);
  return last;
}

Event message_stop() { return event("message_stop"); }

}  // namespace hearth::anthropic
