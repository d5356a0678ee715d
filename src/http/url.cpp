#include "http/url.h"

#include <curl/curl.h>

#include <algorithm>
#include <charconv>
#include <memory>

#include "base/check.h"
#include "base/text.h"

namespace hearth::http {
namespace {

struct FreeHandle {
  void operator()(CURLU* handle) const { curl_url_cleanup(handle); }
};
using Handle = std::unique_ptr<CURLU, FreeHandle>;

constexpr size_t kMaxUrlBytes = size_t{16} << 10;

std::string part_of(CURLU* handle, CURLUPart part, unsigned flags = 0) {
  char* text = nullptr;
  if (curl_url_get(handle, part, &text, flags) != CURLUE_OK) return {};
  std::string out(text);
  curl_free(text);
  return out;
}

// What a stranger sent, short and without what a terminal would obey.
std::string shown(std::string_view text) {
  constexpr size_t kShown = 120;
  std::string out(text.substr(0, kShown));
  std::ranges::replace_if(out, [](char c) { return c < ' ' || c > '~'; }, '?');
  return text.size() > kShown ? out + "..." : out;
}

Result<Url> read(CURLU* handle) {
  Url url;
  const std::string scheme = part_of(handle, CURLUPART_SCHEME);
  if (scheme != "http" && scheme != "https") {
    return fail(ErrorCode::kInvalidArgument, concat("its scheme is ", shown(scheme), ", expected http or https"));
  }
  url.security = scheme == "https" ? Address::Security::kTls : Address::Security::kPlain;
  url.text = part_of(handle, CURLUPART_URL);
  url.host = part_of(handle, CURLUPART_HOST);
  std::ranges::transform(url.host, url.host.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  const std::string port = part_of(handle, CURLUPART_PORT, CURLU_DEFAULT_PORT);
  std::from_chars(port.data(), port.data() + port.size(), url.port);
  if (url.host.empty() || url.port == 0) return fail(ErrorCode::kInvalidArgument, "it names no host or port 0");
  return url;
}

Result<Url> parse_onto(CURLU* handle, std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::kInvalidArgument, concat("address \"", shown(text), "\": ", why));
  };
  if (text.size() > kMaxUrlBytes) return refuse("it is too long");
  if (text.contains('\0')) return refuse("it has a zero byte");
  const CURLUcode code = curl_url_set(handle, CURLUPART_URL, std::string(text).c_str(), CURLU_DISALLOW_USER);
  if (code == CURLUE_UNSUPPORTED_SCHEME) return refuse("its scheme is not http or https");
  if (code != CURLUE_OK) return refuse(curl_url_strerror(code));
  auto url = read(handle);
  if (!url) return refuse(url.error().message);
  return url;
}

}  // namespace

std::string Url::origin() const {
  const bool v6 = host.contains(':');
  return concat(security == Address::Security::kTls ? "https://" : "http://", v6 ? "[" : "", host, v6 ? "]" : "", ":",
                port);
}

std::string Url::host_text() const {
  const std::string shown_host = host.contains(':') ? concat("[", host, "]") : host;
  const uint16_t usual = security == Address::Security::kTls ? 443 : 80;
  return port == usual ? shown_host : concat(shown_host, ":", port);
}

Result<Url> parse_url(std::string_view text) {
  const Handle handle(curl_url());
  CHECK(handle != nullptr);
  return parse_onto(handle.get(), text);
}

Result<Url> resolve_url(const Url& base, std::string_view location) {
  const Handle handle(curl_url());
  CHECK(handle != nullptr);
  CHECK(curl_url_set(handle.get(), CURLUPART_URL, base.text.c_str(), 0) == CURLUE_OK);
  return parse_onto(handle.get(), location);
}

}  // namespace hearth::http
