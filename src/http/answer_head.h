// The first lines of an answer, and the frame around the parts of a streamed one (RFC 9112).
#pragma once

#include <chrono>
#include <string>
#include <string_view>

#include "http/http.h"

namespace hearth::http {

// How the client finds the end of the body.
enum class Framing {
  kLength,   // Content-Length
  kChunked,  // each part says how long it is
  kClose,    // the connection ends with it: HTTP/1.0 knows no parts
  kNone,     // the status says that there is no body
};

struct HeadStyle {
  Framing framing = Framing::kLength;
  uint64_t length = 0;  // with Framing::kLength
  bool keep_alive = true;
  int version = 11;  // of the request: HTTP/1.0 has to be told that the connection stays
  std::chrono::system_clock::time_point now = std::chrono::system_clock::now();
};

std::string_view reason_phrase(int status);

// Whether answers of that status have a body at all.
bool has_body(int status);

// Status line and headers with the empty line that ends them. Control characters in values become spaces, so that no
// value can add a line.
std::string format_head(const Response& response, const HeadStyle& style);

// "Wed, 25 Nov 2026 11:38:58 GMT"
std::string format_date(std::chrono::system_clock::time_point time);

// `part` as a chunk, without the line end that follows it; it is not empty.
std::string chunk_header(size_t part_bytes);
inline constexpr std::string_view kChunkEnd = "\r\n";
inline constexpr std::string_view kLastChunk = "0\r\n\r\n";

}  // namespace hearth::http
