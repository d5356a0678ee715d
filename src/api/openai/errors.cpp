#include "api/openai/errors.h"

#include <string_view>

namespace hearth::openai {
namespace {

std::string_view type_of(int status) {
  switch (status) {
    case 401:
      return "authentication_error";
    case 403:
      return "permission_error";
    case 404:
      return "not_found_error";
    case 429:
      return "rate_limit_error";
    default:
      return status >= 400 && status < 500 ? "invalid_request_error" : "api_error";
  }
}

Json text_or_null(const std::string& text) { return text.empty() ? Json() : Json(text); }

}  // namespace

Json to_json(const api::Failure& failure) {
  Json error = Json::object({{"message", failure.message},
                             {"type", type_of(failure.status)},
                             {"param", text_or_null(failure.field)},
                             {"code", text_or_null(failure.code)}});
  return Json::object({{"error", std::move(error)}});
}

}  // namespace hearth::openai
