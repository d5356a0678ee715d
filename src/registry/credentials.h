// Credentials: users and passwords of registries, from a file in the format of Docker's config.json, which `docker
// login` and `podman login` write:
//
//   {"auths": {"registry.example.com:5000": {"auth": "<base64 of user:password>"}}}
#pragma once

#include <optional>
#include <string>

#include "base/result.h"
#include "http/url.h"

namespace hearth::registry {

// "<base64 of user:password>" for that registry; nothing when the file or the registry in it is not there. Errors name
// the file and never what it holds.
Result<std::optional<std::string>> find_credentials(const std::string& path, const http::Url& registry);

}  // namespace hearth::registry
