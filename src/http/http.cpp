#include "http/http.h"

#include <algorithm>
#include <array>

#include "base/check.h"
#include "base/json.h"

namespace hearth::http {
namespace {

struct MethodRow {
  Method method;
  std::string_view name;
};

constexpr std::array kMethods = {
    MethodRow{Method::kGet, "GET"},         MethodRow{Method::kHead, "HEAD"},   MethodRow{Method::kPost, "POST"},
    MethodRow{Method::kPut, "PUT"},         MethodRow{Method::kPatch, "PATCH"}, MethodRow{Method::kDelete, "DELETE"},
    MethodRow{Method::kOptions, "OPTIONS"},
};

}  // namespace

std::string_view method_name(Method method) {
  const auto* found = std::ranges::find(kMethods, method, &MethodRow::method);
  CHECK(found != kMethods.end());
  return found->name;
}

std::optional<Method> find_method(std::string_view name) {
  const auto* found = std::ranges::find(kMethods, name, &MethodRow::name);
  if (found == kMethods.end()) return std::nullopt;
  return found->method;
}

std::string_view Request::param(std::string_view name) const {
  const auto found = std::ranges::find(params, name, &std::pair<std::string, std::string>::first);
  CHECK(found != params.end());
  return found->second;
}

Response json_response(int status, std::string json) {
  return {.status = status, .headers = {{"Content-Type", "application/json; charset=utf-8"}}, .body = std::move(json)};
}

Response text_response(int status, std::string text) {
  return {.status = status, .headers = {{"Content-Type", "text/plain; charset=utf-8"}}, .body = std::move(text)};
}

Response error_response(int status, std::string_view message) {
  return json_response(status, Json::object({{"error", message}}).dump());
}

}  // namespace hearth::http
