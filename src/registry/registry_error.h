// registry_error: what a registry says when it will not do something.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "http/fetch.h"

namespace hearth::registry {

// kNotFound for 404; kIo when another attempt may be answered otherwise; kUnsupported for the rest. The message has the
// status and the registry's words, which are {"errors": [{"code": ..., "message": ...}]} or plain text.
Error registry_error(const http::FetchResponse& response);

// What a stranger sent, short and without what a terminal would obey.
std::string printable_start(std::string_view text);

}  // namespace hearth::registry
