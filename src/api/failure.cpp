#include "api/failure.h"

#include <utility>

namespace hearth::api {
namespace {

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kUnsupported:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kBusy:
      return 503;
    case ErrorCode::kCorrupt:
    case ErrorCode::kOutOfMemory:
    case ErrorCode::kIo:
      break;
  }
  return 500;
}

}  // namespace

Failure failure(const Error& error, std::string field) {
  return {.status = status_of(error.code), .message = error.message, .field = std::move(field)};
}

std::unexpected<Failure> refuse(std::string field, std::string message) {
  return std::unexpected(Failure{.status = 400, .message = std::move(message), .field = std::move(field)});
}

}  // namespace hearth::api
