#include "http/fetch.h"

#include <mutex>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "http/curl_transfer.h"

namespace hearth::http {
namespace {

constexpr int kMaxRedirects = 10;
// The most of a refusal that is read: a message, or the page of some proxy.
constexpr size_t kMaxRefusalBytes = size_t{4} << 10;

bool is_redirect(const FetchRequest& request, const FetchResponse& response) {
  if (request.redirects == Redirects::kReturned) return false;
  const bool asks = request.method == Method::kGet || request.method == Method::kHead;
  const bool has_body = request.source != nullptr || !request.body.empty();
  switch (response.status) {
    case 301:
    case 302:
    case 303:
      return asks;
    case 307:
    case 308:
      return !has_body;
    default:
      return false;
  }
}

// Where the answer to `hop` leads.
Status follow(Hop& hop, const FetchResponse& response, Certificates certificates) {
  const auto location = response.headers.find("Location");
  if (!location) return fail(ErrorCode::kCorrupt, concat(hop.url.origin(), ": redirects to nowhere"));
  auto next = resolve_url(hop.url, *location);
  if (!next) return within(concat(hop.url.origin(), " redirects to a place that is refused"), std::move(next.error()));
  const bool weaker = hop.url.security == Address::Security::kTls && next->security == Address::Security::kPlain;
  if (weaker && certificates == Certificates::kChecked) {
    return fail(ErrorCode::kInvalidArgument, concat(hop.url.origin(), " redirects from TLS to plain HTTP"));
  }
  if (next->origin() != hop.url.origin()) hop.authorization.clear();
  hop.reach = response.reach_from_here;
  hop.url = *std::move(next);
  return {};
}

void initialize_curl() {
  static std::once_flag once;
  std::call_once(once, [] { CHECK(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK); });
}

}  // namespace

// Handles that no call uses at the moment, with their open connections.
class Fetcher::Pool {
 public:
  Multi take() {
    {
      const std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        Multi multi = std::move(idle_.back());
        idle_.pop_back();
        return multi;
      }
    }
    Multi multi(curl_multi_init());
    CHECK(multi != nullptr);
    return multi;
  }
  void give(Multi multi) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(multi));
  }

 private:
  std::mutex mutex_;
  std::vector<Multi> idle_;
};

Fetcher::Fetcher(FetcherOptions options) : options_(std::move(options)), pool_(std::make_unique<Pool>()) {
  initialize_curl();
}
Fetcher::~Fetcher() = default;

Result<FetchResponse> Fetcher::run(const FetchRequest& request, Mode mode, const OnPart& on_part,
                                   const std::stop_token& stop) const {
  if (options_.offline) {
    return fail(ErrorCode::kUnsupported, concat(request.url, ": not fetched, because Hearth is set to be offline"));
  }
  const auto whole_time = mode == Mode::kHeld ? options_.held_time : std::chrono::milliseconds(0);
  Url url = TRY(parse_url(request.url));
  Hop hop{
      .url = std::move(url), .authorization = request.authorization, .reach = request.reach, .whole_time = whole_time};
  for (int n_redirects = 0; n_redirects <= kMaxRedirects; ++n_redirects) {
    Multi multi = pool_->take();
    auto response = CurlTransfer(options_, request, hop, on_part).run(multi.get(), stop);
    pool_->give(std::move(multi));
    if (!response || !is_redirect(request, *response)) return response;
    TRY(follow(hop, *response, request.certificates));
  }
  return fail(ErrorCode::kCorrupt, concat(request.url, ": redirects more than ", kMaxRedirects, " times"));
}

Result<FetchResponse> Fetcher::fetch(const FetchRequest& request, const std::stop_token& stop) const {
  std::string body;
  const auto hold = [&](const FetchResponse& head, std::string_view part) -> Status {
    if (is_redirect(request, head)) return {};
    if (body.size() + part.size() > request.max_body_bytes) {
      return fail(ErrorCode::kCorrupt,
                  concat(request.url, ": the answer is longer than ", request.max_body_bytes, " bytes"));
    }
    body += part;
    return {};
  };
  FetchResponse response = TRY(run(request, Mode::kHeld, hold, stop));
  response.body = std::move(body);
  return response;
}

Result<FetchResponse> Fetcher::stream(const FetchRequest& request, const OnPart& on_part,
                                      const std::stop_token& stop) const {
  std::string refusal;
  const auto take = [&](const FetchResponse& head, std::string_view part) -> Status {
    if (head.is_success()) return on_part(head, part);
    if (!is_redirect(request, head)) refusal += part.substr(0, kMaxRefusalBytes - refusal.size());
    return {};
  };
  FetchResponse response = TRY(run(request, Mode::kStreamed, take, stop));
  response.body = std::move(refusal);
  return response;
}

}  // namespace hearth::http
