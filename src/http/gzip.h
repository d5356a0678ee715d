// gzip of a long answer, for a client that takes it.
#pragma once

#include <string>
#include <string_view>

#include "http/http.h"

namespace hearth::http {

// Whether Accept-Encoding asks for gzip.
bool accepts_gzip(const Headers& request);

// `text` as one gzip member. At the quickest level, which makes JSON some four times smaller.
std::string gzip(std::string_view text);

// Compresses the body of a long answer of JSON or other text, if `request` takes it, and says so in its headers.
void compress_if_useful(const Headers& request, Response& response);

}  // namespace hearth::http
