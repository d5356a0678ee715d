#include "registry/registry_error.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"

namespace hearth::registry {
namespace {

const std::string* text_of(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value == nullptr ? nullptr : value->if_string();
}

std::string words_of(const std::string& body) {
  const auto json = Json::parse(body);
  const Json* errors = json ? json->find("errors") : nullptr;
  const Json::Array* list = errors == nullptr ? nullptr : errors->if_array();
  if (list == nullptr || list->empty()) return body;
  const std::string* message = text_of(list->front(), "message");
  const std::string* code = text_of(list->front(), "code");
  if (message != nullptr && !message->empty()) return *message;
  return code == nullptr ? body : *code;
}

ErrorCode code_of(int status) {
  if (status == 404) return ErrorCode::kNotFound;
  const bool may_change = status == 408 || status == 425 || status == 429 || status / 100 == 5;
  return may_change ? ErrorCode::kIo : ErrorCode::kUnsupported;
}

}  // namespace

std::string printable_start(std::string_view text) {
  constexpr size_t kShown = 200;
  std::string out(text.substr(0, kShown));
  std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, ' ');
  while (out.ends_with(' ')) out.pop_back();
  return text.size() > kShown ? out + "..." : out;
}

Error registry_error(const http::FetchResponse& response) {
  const std::string words = printable_start(words_of(response.body));
  return {code_of(response.status), words.empty() ? concat("the registry answers with status ", response.status)
                                                  : concat(response.status, ": ", words)};
}

}  // namespace hearth::registry
