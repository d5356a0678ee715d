// OutputEvent: what a piece of a model's output means: a part of the answer, a part of a thought, or a whole call.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "chat/message.h"

namespace hearth::chat {

struct OutputEvent {
  enum class Kind { kContent, kThinking, kToolCall };

  Kind kind = Kind::kContent;
  std::string text = {};  // of content and thinking
  ToolCall call = {};     // its id is empty when the model gave none
  bool operator==(const OutputEvent&) const = default;
};

using OutputEvents = std::vector<OutputEvent>;

// Neighbours of one kind become one event, so that events depend less on how the output was cut.
inline void add_text(OutputEvents& events, OutputEvent::Kind kind, std::string_view text) {
  if (text.empty()) return;
  if (events.empty() || events.back().kind != kind) events.push_back({.kind = kind});
  events.back().text += text;
}

inline void add_call(OutputEvents& events, ToolCall call) {
  events.push_back({.kind = OutputEvent::Kind::kToolCall, .call = std::move(call)});
}

}  // namespace hearth::chat
