// /openapi.json: the server's endpoints as OpenAPI 3.1 describes them, made of the same lists that make the router:
// routes.def says what there is, request_bodies.def what a body looks like.
#pragma once

#include <string_view>

#include "base/json.h"

namespace hearth::server {

Json openapi_json(std::string_view version);

}  // namespace hearth::server
