// Failure: why a request of OpenAI's or Anthropic's API is refused. Each dialect prints it in a shape of its own.
#pragma once

#include <expected>
#include <string>

#include "base/result.h"

namespace hearth::api {

struct Failure {
  int status = 500;  // of HTTP
  std::string message{};
  std::string field{};  // the one at fault, as a path: "messages[0].role"; empty when it is none in particular
  std::string code{};   // for programs: "model_not_found"; empty when there is none
  bool operator==(const Failure&) const = default;
};

template <class T>
using Attempt = std::expected<T, Failure>;

// 400 for what the caller can put right, 404 for what is not there, 503 for what may go later, 500 for the rest.
Failure failure(const Error& error, std::string field = {});

// 400, about one field.
std::unexpected<Failure> refuse(std::string field, std::string message);

}  // namespace hearth::api
