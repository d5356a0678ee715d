// ThinkingReader: what stands between two tags at the beginning of the output is thought; the rest is content. Space
// around thoughts is left out. A tag that comes later is text: models also write about tags.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "chat/output/reader.h"

namespace hearth::chat {

enum class Begins { kWithTag, kWithin };  // kWithin: the prompt ended with the opening tag

class ThinkingReader : public Reader {
 public:
  ThinkingReader(std::string open, std::string close, Begins begins)
      : open_(std::move(open)),
        close_(std::move(close)),
        state_(begins == Begins::kWithin ? State::kOpened : State::kStart) {}

  size_t read(std::string_view text, More more, OutputEvents& events) override;
  void finish(OutputEvents&) override {}

 private:
  enum class State { kStart, kOpened, kThinking, kClosed, kContent };

  size_t read_state(std::string_view text, More more, OutputEvents& events);
  size_t read_start(std::string_view text, More more);
  size_t read_opened(std::string_view text, More more);
  size_t read_thinking(std::string_view text, More more, OutputEvents& events);
  size_t read_closed(std::string_view text);

  std::string open_, close_;
  State state_;
};

}  // namespace hearth::chat
