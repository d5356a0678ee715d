// The body of a request as JSON, with the words of Go's decoder where it is none: clients of Ollama know them.
#pragma once

#include <string_view>

#include "base/json.h"
#include "base/result.h"

namespace hearth::api {

// The first JSON value of `body`; what follows it is not read, and bytes that are not UTF-8 become U+FFFD, both as
// in Go. kInvalidArgument: "missing request body", "unexpected EOF", "invalid character 'x' looking for ...".
Result<Json> parse_body(std::string_view body, JsonLimits limits = {});

}  // namespace hearth::api
