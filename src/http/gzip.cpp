#include "http/gzip.h"

#include <zlib.h>

#include <algorithm>
#include <array>

#include "base/check.h"

namespace hearth::http {
namespace {

constexpr size_t kMinBytes = 1400;  // below a packet's worth there is nothing to win
constexpr int kGzipFormat = 15 + 16;
constexpr int kMemoryLevel = 8;  // zlib's default

bool is_text(const Headers& headers) {
  const std::string_view type = headers.find("Content-Type").value_or("");
  return type.starts_with("application/json") || type.starts_with("text/");
}

// Whether the parameters of an item (";q=0") exclude it.
bool is_refused(std::string_view parameters) {
  const size_t q = parameters.find("q=");
  if (q == std::string_view::npos) return false;
  const std::string_view weight = trim(parameters.substr(q + 2));
  return weight.starts_with('0') && weight.find_first_not_of("0.") == std::string_view::npos;
}

}  // namespace

bool accepts_gzip(const Headers& request) {
  const std::string_view accepted = request.find("Accept-Encoding").value_or("");
  return std::ranges::any_of(split_list(accepted), [](std::string_view item) {
    const size_t semicolon = std::min(item.find(';'), item.size());
    return equal_ignoring_case(trim(item.substr(0, semicolon)), "gzip") && !is_refused(item.substr(semicolon));
  });
}

std::string gzip(std::string_view text) {
  z_stream stream{};
  CHECK(deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipFormat, kMemoryLevel, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string out;
  std::array<char, size_t{32} << 10> buffer;
  int state = Z_OK;
  while (state != Z_STREAM_END) {
    // zlib counts in 32 bits, so a text is handed over in pieces.
    const size_t piece = std::min(text.size(), size_t{1} << 30);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream.avail_in = static_cast<uInt>(piece);
    stream.next_out = reinterpret_cast<Bytef*>(buffer.data());
    stream.avail_out = static_cast<uInt>(buffer.size());
    state = deflate(&stream, piece == text.size() ? Z_FINISH : Z_NO_FLUSH);
    text.remove_prefix(piece - stream.avail_in);
    out.append(buffer.data(), buffer.size() - stream.avail_out);
  }
  deflateEnd(&stream);
  return out;
}

void compress_if_useful(const Headers& request, Response& response) {
  if (response.body.size() < kMinBytes || !is_text(response.headers)) return;
  if (response.headers.find("Content-Encoding")) return;
  response.headers.add("Vary", "Accept-Encoding");
  if (!accepts_gzip(request)) return;
  response.body = gzip(response.body);
  response.headers.set("Content-Encoding", "gzip");
}

}  // namespace hearth::http
