// Screen: where a session writes: answers to standard output, remarks to standard error. A test has its own.
#pragma once

#include <string_view>

#include "base/result.h"
#include "cli/output.h"
#include "cli/spinner.h"

namespace hearth::cli {

class Screen {
 public:
  virtual ~Screen() = default;

  // At once. Errors and what it returns: as write_out() (output.h).
  virtual Result<Written> print(std::string_view text) = 0;
  // Whole lines that are no part of the answer.
  virtual void remark(std::string_view text) = 0;
  // Whether print() reaches a person's eyes: colours and line breaks to fit are welcome.
  virtual bool is_terminal() const = 0;
  // The width of the window, which may change.
  virtual int columns() const = 0;
  // Where to turn a spinner; empty for nowhere.
  virtual Spinner::Sink spinner() = 0;
};

// The process's own.
class StandardScreen final : public Screen {
 public:
  Result<Written> print(std::string_view text) override;
  void remark(std::string_view text) override;
  bool is_terminal() const override;
  int columns() const override;
  Spinner::Sink spinner() override;
};

}  // namespace hearth::cli
