#include "registry/credentials.h"

#include "base/base64.h"
#include "base/json.h"
#include "base/small_file.h"
#include "base/text.h"
#include "http/headers.h"

namespace hearth::registry {
namespace {

// "https://index.example.com/v1/" is written for "index.example.com".
std::string_view host_of(std::string_view key) {
  if (const size_t scheme = key.find("://"); scheme != std::string_view::npos) key.remove_prefix(scheme + 3);
  return key.substr(0, key.find('/'));
}

const std::string* auth_of(const Json& entry) {
  const Json* auth = entry.find("auth");
  return auth == nullptr ? nullptr : auth->if_string();
}

}  // namespace

Result<std::optional<std::string>> find_credentials(const std::string& path, const http::Url& registry) {
  const auto text = read_small_file(path);
  if (!text && text.error().code == ErrorCode::kNotFound) return std::nullopt;
  if (!text) return std::unexpected(text.error());
  const auto json = Json::parse(*text);
  const Json* auths = json ? json->find("auths") : nullptr;
  if (auths == nullptr || auths->if_object() == nullptr) {
    return fail(ErrorCode::kCorrupt, concat(path, ": is not JSON with \"auths\", as Docker's config.json has it"));
  }
  for (const auto& [key, entry] : *auths->if_object()) {
    if (!http::equal_ignoring_case(host_of(key), registry.host_text())) continue;
    const std::string* auth = auth_of(entry);
    const auto decoded = auth == nullptr ? Result<std::string>("") : base64_decode(*auth);
    if (!decoded || !decoded->contains(':')) {
      return fail(ErrorCode::kCorrupt, concat(path, ": \"auth\" of ", key, " is not base64 of user:password"));
    }
    return std::optional<std::string>(*auth);
  }
  return std::nullopt;
}

}  // namespace hearth::registry
