// PlainLines: the lines of a stream that is no terminal, without prompts or editing.
#pragma once

#include <cstdio>

#include "cli/repl/line_source.h"

namespace hearth::cli {

class PlainLines final : public LineSource {
 public:
  explicit PlainLines(std::FILE* input) : input_(input) {}

  // The last line need not end in a line break.
  Result<Line> read(const LinePrompt& prompt) override;
  void remember(const std::string& entry) override;

 private:
  std::FILE* input_;
};

}  // namespace hearth::cli
