// Target: the request target of RFC 9112, 3.2, taken apart. "/api//blobs/sha256%3Aab?x=1" has the segments
// "api", "blobs", "sha256:ab" and the query "x=1".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace hearth::http {

struct Target {
  // Decoded each by itself, so that an encoded slash stays inside its segment. Empty and dot segments are resolved.
  std::vector<std::string> segments{};
  bool ends_in_slash = false;  // after the last segment
  std::string query{};         // as sent
  std::string authority{};     // of the absolute form "http://authority/path", which goes before Host

  std::string path() const;  // "/api/blobs/sha256:ab"; "/" when there is no segment
};

// `text` with everything but unreserved characters percent-encoded.
std::string percent_encode(std::string_view text);

Result<Target> parse_target(std::string_view text);

}  // namespace hearth::http
