// Failure: a status and a message, which is how /api endpoints say no: {"error": "..."}.
//
//   return failure(Refusal::kModelNotFound, name);       // a text that clients know, from errors.def
//   return failure(request.error());                     // any other error, by its code
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct Failure {
  int status = 500;  // of HTTP
  std::string message{};
  int64_t retry_after_s = 0;  // of 503: when there may be a place; 0: not known
  bool operator==(const Failure&) const = default;
};

enum class Refusal {
#define REFUSAL(name, status, text) name,
#include "api/ollama/errors.def"
#undef REFUSAL
};

// `about` takes the place of {} in the text; where there is none, it follows the text after a colon.
Failure failure(Refusal refusal, std::string_view about = {});

// 400 for what the caller can put right, 404 for what is not there, 500 for the rest: kUnsupported is among these, as
// Ollama answers options of a wrong type and model files that it does not know.
Failure failure(const Error& error);

// {"error": "..."}: a whole body, or the last line of a stream that had begun.
Json to_json(const Failure& failure);

// The client's side: what a reply of that status says. `body` may be null, or anything.
Error parse_failure(int status, const Json& body);

// The error that `json` carries in the place of a reply, if it does.
Status refuse_failure(const Json& json);

}  // namespace hearth::ollama
