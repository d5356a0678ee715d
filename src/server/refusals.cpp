#include "server/refusals.h"

#include "api/anthropic/errors.h"
#include "api/openai/errors.h"
#include "base/json.h"

namespace hearth::server {
namespace {

// The message of {"error": "..."}, or a body of text.
std::string message_of(const http::Response& refusal) {
  const Result<Json> json = Json::parse(refusal.body);
  const Json* error = json ? json->find("error") : nullptr;
  const std::string* text = error == nullptr ? nullptr : error->if_string();
  return text == nullptr ? refusal.body : *text;
}

}  // namespace

http::Response dress_refusal(const http::Request& request, http::Response refusal) {
  if (!request.path.starts_with("/v1/") || refusal.status < 400) return refusal;
  const api::Failure failure{.status = refusal.status, .message = message_of(refusal)};
  const bool anthropic = request.path.starts_with("/v1/messages");
  refusal.body = (anthropic ? anthropic::to_json(failure) : openai::to_json(failure)).dump();
  refusal.headers.set("Content-Type", "application/json; charset=utf-8");
  return refusal;
}

}  // namespace hearth::server
