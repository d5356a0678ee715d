#include "api/anthropic/errors.h"

#include <string_view>
#include <utility>

namespace hearth::anthropic {
namespace {

std::string_view type_of(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 413:
      return "request_too_large";
    case 429:
      return "rate_limit_error";
    case 503:
      return "overloaded_error";
    default:
      return status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
  }
}

}  // namespace

Json to_json(const api::Failure& failure) {
  Json error = Json::object({{"type", type_of(failure.status)}, {"message", failure.message}});
  return Json::object({{"type", "error"}, {"error", std::move(error)}});
}

}  // namespace hearth::anthropic
