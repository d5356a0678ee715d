// LineEditor: lines typed at a terminal, with libedit's editing and history and the keys of keys.def.
//
// What libedit does not know of is added around it: the placeholder on an empty line, pasted text whose line breaks
// stay (bracketed paste), messages of several lines, an external editor, and Ctrl-C as a key that ends one line and
// not the program.
#pragma once

#include <cstdio>
#include <memory>
#include <string>
#include <string_view>

#include "cli/repl/line_source.h"

namespace hearth::cli {

struct Libedit;

class LineEditor final : public LineSource {
 public:
  // Both streams are a terminal and outlive the editor. Sets the process's character type to UTF-8 if it is none.
  // kIo when the terminal cannot be used.
  static Result<std::unique_ptr<LineEditor>> create(std::FILE* input, std::FILE* output);
  ~LineEditor() override;
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  Result<Line> read(const LinePrompt& prompt) override;
  void remember(const std::string& entry) override;

 private:
  explicit LineEditor(std::unique_ptr<Libedit> libedit);

  std::unique_ptr<Libedit> libedit_;
};

}  // namespace hearth::cli
