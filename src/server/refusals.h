// What the server refuses before a route sees it (no such path, a body too large, too many requests), in the shape that
// clients of that path look for.
#pragma once

#include "http/http.h"

namespace hearth::server {

// Under /v1 OpenAI's shape or Anthropic's; elsewhere it stays as it is, which is Ollama's.
http::Response dress_refusal(const http::Request& request, http::Response refusal);

}  // namespace hearth::server
