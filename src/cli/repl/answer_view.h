// AnswerView: shows an answer as it comes: what the model thinks between two lines of its own and in grey, the answer
// itself wrapped to the window. To a file or a pipe the text goes as it is.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "cli/repl/run_options.h"
#include "cli/repl/screen.h"
#include "cli/word_wrap.h"

namespace hearth::cli {

class AnswerView {
 public:
  AnswerView(Screen& screen, AnswerStyle style) : screen_(screen), style_(style) {}

  // The next piece of each; either may be empty. Returns what printing does.
  Result<Written> add(std::string_view thinking, std::string_view content);
  // Nothing more comes: a thought that never led to an answer is closed.
  Result<Written> finish();

 private:
  enum class Part { kNone, kThinking, kContent };

  std::string begin(Part part);
  std::string shown(std::string_view text);
  std::string grey(std::string_view text) const;

  Screen& screen_;
  const AnswerStyle style_;
  Part part_ = Part::kNone;
  bool line_open_ = false;  // the last character was no line break
  std::optional<WordWrap> wrap_;
};

}  // namespace hearth::cli
