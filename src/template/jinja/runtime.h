// Runtime: what a running template may still use, and the making of values out of that. Everything that a template
// can repeat or enlarge passes through here, so that no template runs forever or fills the memory.
#pragma once

#include <cstddef>
#include <ctime>
#include <deque>
#include <optional>
#include <string>

#include "base/result.h"
#include "template/jinja/limits.h"
#include "template/jinja/value.h"

namespace hearth::jinja {

class Runtime {
 public:
  Runtime(const Limits& limits, std::optional<std::time_t> now) : limits_(limits), now_(now) {}

  // Counts `n` items looked at; an error when there were too many.
  Status step(size_t n = 1);
  // Counts a search for `n_wanted` bytes in `n_bytes`. The library's search is quick except on texts made to be slow.
  Status step_search(size_t n_bytes, size_t n_wanted) { return step(n_bytes / 64 + n_bytes * n_wanted / 1024); }
  // Counts bytes about to be allocated; an error when there were too many.
  Status allocate(size_t n_bytes);

  Result<Value> string(std::string text);
  Result<Value> sequence(SequenceKind kind, Value::Items items);
  Result<Value> list(Value::Items items) { return sequence(SequenceKind::kList, std::move(items)); }
  Result<Value> dict(Value::Entries entries);
  Result<Value> function(Function function);
  // Python's range(); `step` is not 0. At most 100 000 items, as in Jinja's sandbox.
  Result<Value> range(int64_t start, int64_t stop, int64_t step);
  // An empty namespace, which lives as long as the runtime.
  Result<Namespace*> make_namespace();

  // What a for over the value goes through: items, keys, characters; nothing for an undefined one. Uses an iterator up.
  Result<Value::Items> items_of(const Value& iterable);

  // How deep calls are in each other: of the evaluator, and of filters that call filters. Use Nesting.
  Status enter();
  void leave() { --n_nested_; }

  const Limits& limits() const { return limits_; }
  // The time that strftime_now() tells: a fixed one, or the clock's.
  std::time_t now() const { return now_.value_or(std::time(nullptr)); }

 private:
  Status check_depth(size_t depth) const;

  Limits limits_;
  std::optional<std::time_t> now_;
  size_t n_steps_ = 0;
  size_t n_bytes_ = 0;
  size_t n_nested_ = 0;
  std::deque<Namespace> namespaces_;
};

// One level of recursion, as long as it lives: Nesting nesting(runtime); TRY(nesting.status()).
class Nesting {
 public:
  explicit Nesting(Runtime& runtime) : runtime_(runtime), status_(runtime.enter()) {}
  ~Nesting() { runtime_.leave(); }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;
  const Status& status() const { return status_; }

 private:
  Runtime& runtime_;
  Status status_;
};

// A template's mistake: all of them are reported as invalid arguments.
inline std::unexpected<Error> template_error(std::string message) {
  return fail(ErrorCode::kInvalidArgument, std::move(message));
}

}  // namespace hearth::jinja
