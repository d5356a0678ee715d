// Result<T>: a value, or an Error that says what was found, what was expected and where.
//
// Anything that a file, a network, a user or the machine can cause is a Result; a bug of ours is a CHECK
// (check.h). TRY(expr) yields the value or returns the error from the enclosing function. Messages are
// lower case without a full stop; they gain context as they rise (`within`) and are printed once.
//
//   Result<Config> read_config(const ModelFile& file) {
//     Config c;
//     c.n_layers = TRY(file.count("block_count"));
//     return c;
//   }
#pragma once

#include <expected>
#include <string>
#include <string_view>
#include <utility>

namespace hearth {

enum class ErrorCode {
  kInvalidArgument,  // the caller asked for something that makes no sense
  kNotFound,         // the thing named does not exist
  kCorrupt,          // a file contradicts itself or its format
  kUnsupported,      // well-formed, but not something that Hearth knows
  kOutOfMemory,      // would not fit into the memory there is
  kIo,               // the operating system refused
  kBusy,             // too much is asked for at the moment; later it may go
};

struct Error {
  ErrorCode code = ErrorCode::kInvalidArgument;
  std::string message;
};

template <class T>
using Result = std::expected<T, Error>;

// What a function returns that can fail and has nothing to say otherwise.
using Status = Result<void>;

inline std::unexpected<Error> fail(ErrorCode code, std::string message) {
  return std::unexpected(Error{code, std::move(message)});
}

// Puts `context` in front of an error's message: within("model.gguf", e) is "model.gguf: ...".
inline std::unexpected<Error> within(std::string_view context, Error error) {
  error.message = std::string(context) + ": " + error.message;
  return std::unexpected(std::move(error));
}

namespace detail {
template <class T>
T take(Result<T>& result) {
  return std::move(*result);
}
inline void take(Result<void>&) {}
}  // namespace detail

}  // namespace hearth

// The value of a Result, or an early return of its error. Never put co_await inside.
#define TRY(expr)                                             \
  __extension__({                                             \
    auto try_result_ = (expr);                                \
    if (!try_result_) [[unlikely]]                            \
      return std::unexpected(std::move(try_result_.error())); \
    ::hearth::detail::take(try_result_);                      \
  })
