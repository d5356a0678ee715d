// Runtime: what a running template may still use. Everything that a template can repeat or enlarge passes through
// here, so that no template runs forever or fills the memory.
#pragma once

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/text.h"
#include "template/go/limits.h"
#include "template/go/value.h"

namespace hearth::go_template {

// A template's mistake: all of them are reported as invalid arguments.
inline std::unexpected<Error> template_error(std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message));
}

class Runtime {
 public:
  Runtime(const Limits& limits, std::optional<std::time_t> now) : limits_(limits), now_(now) {}

  // Counts `n` items looked at; an error when there were too many.
  Status step(size_t n = 1) {
    if (n > limits_.max_steps - n_steps_) {
      return template_error(concat("template runs for more than ", limits_.max_steps, " steps"));
    }
    n_steps_ += n;
    return {};
  }
  // Counts bytes made or about to be made; an error when there were too many.
  Status allocate(size_t n_bytes) {
    if (n_bytes > limits_.max_bytes - n_bytes_) {
      return template_error(concat("template makes more than ", limits_.max_bytes, " bytes of text"));
    }
    n_bytes_ += n_bytes;
    return {};
  }
  Result<Value> string(std::string text) {
    TRY(allocate(text.size()));
    return Value::string(std::move(text));
  }

  const Limits& limits() const { return limits_; }
  // The time that currentDate tells the day of: a fixed one, or the clock's.
  std::time_t now() const { return now_.value_or(std::time(nullptr)); }

 private:
  Limits limits_;
  std::optional<std::time_t> now_;
  size_t n_steps_ = 0;
  size_t n_bytes_ = 0;
};

}  // namespace hearth::go_template
