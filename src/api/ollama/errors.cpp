#include "api/ollama/errors.h"

#include "base/text.h"

namespace hearth::ollama {
namespace {

struct Row {
  int status;
  std::string_view text;
};

constexpr Row kRows[] = {
#define REFUSAL(name, status, text) {status, text},
#include "api/ollama/errors.def"
#undef REFUSAL
};

int status_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument:
      return 400;
    case ErrorCode::kNotFound:
      return 404;
    case ErrorCode::kBusy:
      return 503;
    case ErrorCode::kCorrupt:
    case ErrorCode::kUnsupported:
    case ErrorCode::kOutOfMemory:
    case ErrorCode::kIo:
      break;
  }
  return 500;
}

ErrorCode code_of(int status) {
  if (status == 404) return ErrorCode::kNotFound;
  if (status == 503) return ErrorCode::kBusy;
  return status >= 400 && status < 500 ? ErrorCode::kInvalidArgument : ErrorCode::kIo;
}

// Some servers answer {"error": {"message": "..."}}.
const std::string* find_message(const Json& body) {
  const Json* error = body.find("error");
  if (error == nullptr) return nullptr;
  const Json* inner = error->find("message");
  return inner == nullptr ? error->if_string() : inner->if_string();
}

}  // namespace

Failure failure(Refusal refusal, std::string_view about) {
  const Row& row = kRows[static_cast<size_t>(refusal)];
  std::string message(row.text);
  if (const size_t hole = message.find("{}"); hole != std::string::npos) {
    message.replace(hole, 2, about);
  } else if (!about.empty()) {
    message += concat(": ", about);
  }
  return {row.status, std::move(message)};
}

Failure failure(const Error& error) { return {status_of(error.code), error.message}; }

Json to_json(const Failure& failure) { return Json::object({{"error", failure.message}}); }

Error parse_failure(int status, const Json& body) {
  const std::string* message = find_message(body);
  if (message == nullptr || message->empty())
    return {code_of(status), concat("the server answered with status ", status)};
  return {code_of(status), *message};
}

Status refuse_failure(const Json& json) {
  const Json* error = json.find("error");
  if (error == nullptr || error->is_null()) return {};
  return std::unexpected(parse_failure(500, json));
}

}  // namespace hearth::ollama
