// LineSource: where a session's lines come from: a terminal with line editing, or a pipe or file.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace hearth::cli {

struct Line {
  enum class Kind {
    kText,
    kInterrupted,  // by Ctrl-C; `text` is what stood there
    kEnd,          // Ctrl-D on an empty line, or the end of the input
  };
  Kind kind = Kind::kText;
  std::string text{};  // without the line break that sent it; one that was pasted or edited has others inside
};

// What stands in front of a line, and what in the place of one that is still empty.
struct LinePrompt {
  std::string_view text;
  std::string_view placeholder;
};

inline constexpr LinePrompt kFirstPrompt = {">>> ", "Send a message (/? for help)"};
inline constexpr LinePrompt kNextPrompt = {"... ", "Press Enter to send"};

class LineSource {
 public:
  virtual ~LineSource() = default;
  virtual Result<Line> read(const LinePrompt& prompt) = 0;
  // Offers `entry` when the user goes back to what was sent before.
  virtual void remember(const std::string& entry) = 0;
};

}  // namespace hearth::cli
