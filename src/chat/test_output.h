// What tests and the fuzzer of OutputParser have in common: the events of an output that is cut in some way.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "chat/output_parser.h"

namespace hearth::chat {

// Neighbours joined.
inline void append(OutputEvents& all, const OutputEvents& events) {
  for (const OutputEvent& event : events) {
    if (event.kind == OutputEvent::Kind::kToolCall) {
      all.push_back(event);
    } else {
      add_text(all, event.kind, event.text);
    }
  }
}

// `cuts` ascend.
inline OutputEvents events_of(const OutputFormat& format, std::string_view output, std::span<const size_t> cuts) {
  OutputParser parser(format);
  OutputEvents all;
  size_t begin = 0;
  for (const size_t cut : cuts) {
    append(all, parser.feed(output.substr(begin, cut - begin)));
    begin = cut;
  }
  append(all, parser.feed(output.substr(begin)));
  append(all, parser.finish());
  return all;
}

// As lines, which are easy to compare: "content: ...", "thinking: ...", "call f [id] {...}".
inline std::string shown(const OutputEvents& events) {
  std::string text;
  for (const OutputEvent& event : events) {
    if (event.kind == OutputEvent::Kind::kToolCall) {
      text += "call " + event.call.name + (event.call.id.empty() ? "" : " " + event.call.id) + " " +
              event.call.arguments.dump() + "\n";
    } else {
      text += (event.kind == OutputEvent::Kind::kThinking ? "thinking: " : "content: ") + event.text + "\n";
    }
  }
  return text;
}

}  // namespace hearth::chat
