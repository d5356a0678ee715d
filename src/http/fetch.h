// Fetcher: every connection that Hearth opens to the outside: to registries, hubs, and what they redirect to.
//
// It is the one place where these rules hold, so it is the only one that may do it:
//   - offline means offline;
//   - only http and https, with certificates checked unless the caller's user has said otherwise;
//   - redirects lead to http and https only, never from TLS to plain text, and never from a public host to an address
//     of this machine or its network;
//   - what proves who we are (`authorization`) goes to the host that it was meant for and to no other;
//   - a body that is held has a limit, which counts what came out of decompression.
//
// libcurl is behind it (docs/decisions/0008-libcurl-fetches.md). Calls block and may come from any thread; connections
// are kept for the next call. Errors are kIo when another attempt could succeed.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/client.h"
#include "http/headers.h"
#include "http/http.h"
#include "http/proxy.h"
#include "http/url.h"

namespace hearth::http {

struct FetcherOptions {
  bool offline = false;
  bool private_redirects = false;  // lets a public host redirect to an address of this network
  std::string user_agent = "hearth";
  std::string ca_file{};  // PEM of the authorities to trust instead of the system's
  ProxyRules proxies{};
  std::chrono::milliseconds connect_time{15'000};
  std::chrono::milliseconds idle_time{30'000};   // without a byte
  std::chrono::milliseconds held_time{120'000};  // for the whole of an answer that is held
};

enum class Certificates { kChecked, kUnchecked };
enum class Reach { kAnywhere, kPublicOnly };  // which addresses may be connected to
enum class Redirects { kFollowed, kReturned };

struct FetchRequest {
  Method method = Method::kGet;
  std::string url{};
  Headers headers{};
  std::string authorization{};  // the header's value, for the host of `url` only
  std::string body{};
  const BodySource* source = nullptr;  // instead of `body`
  Certificates certificates = Certificates::kChecked;
  Reach reach = Reach::kAnywhere;
  Redirects redirects = Redirects::kFollowed;  // of what asks; those of requests with a body are always returned
  size_t max_body_bytes = size_t{1} << 20;     // of an answer that is held
};

struct FetchResponse {
  int status = 0;
  Headers headers{};
  std::string body{};                        // of a streamed answer: the start of one that is no success
  std::string url{};                         // of the one that answered, after redirects
  Reach reach_from_here = Reach::kAnywhere;  // where addresses that this answer names may lead

  bool is_success() const { return status / 100 == 2; }
};

class Fetcher {
 public:
  explicit Fetcher(FetcherOptions options);
  ~Fetcher();
  Fetcher(const Fetcher&) = delete;
  Fetcher& operator=(const Fetcher&) = delete;

  // The whole answer, whatever its status. Once a stop is requested it returns soon, with an error.
  Result<FetchResponse> fetch(const FetchRequest& request, const std::stop_token& stop) const;

  // Hands the body of a success to `on_part` as it arrives; an error from it ends the call and is returned.
  using OnPart = std::function<Status(const FetchResponse& head, std::string_view part)>;
  Result<FetchResponse> stream(const FetchRequest& request, const OnPart& on_part, const std::stop_token& stop) const;

 private:
  class Pool;
  enum class Mode { kHeld, kStreamed };
  Result<FetchResponse> run(const FetchRequest& request, Mode mode, const OnPart& on_part,
                            const std::stop_token& stop) const;

  const FetcherOptions options_;
  const std::unique_ptr<Pool> pool_;
};

}  // namespace hearth::http
