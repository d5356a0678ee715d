#include "registry/session.h"

#include <algorithm>
#include <chrono>

#include "base/base64.h"
#include "base/digest.h"
#include "base/json.h"
#include "base/text.h"
#include "http/target.h"
#include "registry/credentials.h"
#include "registry/identity.h"

namespace hearth::registry {
namespace {

constexpr size_t kMaxTokenBytes = size_t{64} << 10;

std::unexpected<Error> denied() { return fail(ErrorCode::kInvalidArgument, "unauthorized: access denied"); }

std::string nonce() {
  constexpr size_t kBytes = 16;
  std::string text = base64_encode(random_bytes(kBytes));
  std::ranges::replace(text, '+', '-');
  std::ranges::replace(text, '/', '_');
  while (text.ends_with('=')) text.pop_back();
  return text;
}

int64_t unix_seconds() {
  const auto now = std::chrono::system_clock::now().time_since_epoch();
  return std::chrono::duration_cast<std::chrono::seconds>(now).count();
}

const std::string* text_of(const Json& json, std::string_view key) {
  const Json* value = json.find(key);
  return value == nullptr ? nullptr : value->if_string();
}

Result<std::string> parse_token(const std::string& body) {
  const auto json = Json::parse(body);
  const std::string* token = json ? text_of(*json, "token") : nullptr;
  if (json && token == nullptr) token = text_of(*json, "access_token");
  if (token == nullptr || token->empty())
    return fail(ErrorCode::kCorrupt, "the answer to a request for a token has none");
  return concat("Bearer ", *token);
}

}  // namespace

Session::Session(const http::Fetcher& fetcher, http::Url base, http::Certificates certificates, SessionOptions options)
    : fetcher_(fetcher),
      base_(std::move(base)),
      certificates_(certificates),
      options_(std::move(options)),
      authorization_(options_.authorization) {}

Result<http::FetchResponse> Session::fetch(http::FetchRequest request, const std::stop_token& stop) {
  return send(std::move(request), [&](const http::FetchRequest& r) { return fetcher_.fetch(r, stop); }, stop);
}

Result<http::FetchResponse> Session::stream(http::FetchRequest request, const http::Fetcher::OnPart& on_part,
                                            const std::stop_token& stop) {
  return send(std::move(request), [&](const http::FetchRequest& r) { return fetcher_.stream(r, on_part, stop); }, stop);
}

std::string Session::authorization() const {
  const std::lock_guard lock(mutex_);
  return authorization_;
}

Result<http::FetchResponse> Session::send(http::FetchRequest request, const Send& send_once,
                                          const std::stop_token& stop) {
  request.certificates = certificates_;
  const auto asked = http::parse_url(request.url);
  if (asked && asked->origin() == base_.origin()) request.authorization = authorization();
  http::FetchResponse response = TRY(send_once(request));
  // A host that it redirects to has nothing to ask for.
  const auto answered = http::parse_url(response.url);
  if (response.status != 401 || !answered || answered->origin() != base_.origin()) return response;
  TRY(renew(response, request.authorization, stop));
  if (request.source != nullptr) return response;
  request.authorization = authorization();
  response = TRY(send_once(request));
  if (response.status == 401) return denied();
  return response;
}

Status Session::renew(const http::FetchResponse& response, const std::string& refused, const std::stop_token& stop) {
  const std::lock_guard one(renewing_);
  if (authorization() != refused) return {};
  std::optional<Challenge> challenge;
  for (const http::Headers::Field& field : response.headers.fields()) {
    if (challenge || !http::equal_ignoring_case(field.name, "WWW-Authenticate")) continue;
    challenge = Challenge::parse(field.value);
  }
  if (!challenge) return denied();
  std::string found = TRY(answer(*challenge, stop));
  const std::lock_guard lock(mutex_);
  authorization_ = std::move(found);
  return {};
}

Result<std::string> Session::answer(const Challenge& challenge, const std::stop_token& stop) const {
  if (challenge.scheme == Challenge::Scheme::kBearer) return fetch_token(challenge, stop);
  const auto known = TRY(find_credentials(options_.credentials_path, base_));
  if (known) return concat("Basic ", *known);
  return fail(
      ErrorCode::kInvalidArgument,
      concat("unauthorized: ", base_.host_text(), " asks for a user and a password, and ", options_.credentials_path,
             " has none for it; 'docker login' and 'podman login' write such files"));
}

// --- tokens --------------------------------------------------------------------------------------------------

Result<http::Url> Session::token_url(const Challenge& challenge) const {
  const http::Url realm = TRY(http::resolve_url(base_, challenge.realm));
  if (realm.host != base_.host) {
    return fail(ErrorCode::kInvalidArgument, concat("realm host \"", realm.host_text(),
                                                    "\" does not match original host \"", base_.host_text(), '"'));
  }
  using http::Address;
  if (base_.security == Address::Security::kTls && realm.security == Address::Security::kPlain) {
    return fail(ErrorCode::kInvalidArgument, concat(base_.host_text(), " wants our proof sent by plain HTTP"));
  }
  std::string text = realm.text;
  char separator = text.contains('?') ? '&' : '?';
  const auto add = [&](std::string_view name, std::string_view value) {
    text += concat(separator, name, "=", http::percent_encode(value));
    separator = '&';
  };
  add("service", challenge.service);
  // Several scopes are separated by spaces, and asked for one by one.
  std::string_view scopes = challenge.scope;
  while (!scopes.empty()) {
    const size_t space = scopes.find(' ');
    if (space != 0) add("scope", scopes.substr(0, space));
    scopes = space == std::string_view::npos ? std::string_view() : scopes.substr(space + 1);
  }
  add("ts", concat(unix_seconds()));
  add("nonce", nonce());
  return http::parse_url(text);
}

// What shows at the place for tokens who we are.
Result<std::string> Session::proof_for(const http::Url& url) const {
  const auto known = TRY(find_credentials(options_.credentials_path, base_));
  if (known) return concat("Basic ", *known);
  const Identity identity = TRY(Identity::load_or_create(options_.identity_path));
  const std::string empty_body = base64_encode(Sha256::of(std::string_view()).hex());
  return identity.authorization_of(concat("GET,", url.text, ",", empty_body));
}

Result<std::string> Session::fetch_token(const Challenge& challenge, const std::stop_token& stop) const {
  const http::Url url = TRY(token_url(challenge));
  const std::string proof = TRY(proof_for(url));
  const http::FetchRequest request{.url = url.text,
                                   .authorization = proof,
                                   .certificates = certificates_,
                                   .redirects = http::Redirects::kReturned,
                                   .max_body_bytes = kMaxTokenBytes};
  const http::FetchResponse response = TRY(fetcher_.fetch(request, stop));
  if (response.status == 401 || response.status == 403) return denied();
  if (!response.is_success()) {
    return fail(ErrorCode::kIo,
                concat("asked for a token, ", url.host_text(), " answers with status ", response.status));
  }
  return parse_token(response.body);
}

}  // namespace hearth::registry
