// Session: requests to one registry, with what it asks for to know who sends them.
//
// The first request goes as it is. A registry that answers 401 says what it wants, and gets it once: user and password
// from the user's file (credentials.h), or a token, for which the place that it names is asked with these or with a
// signature of the user's key (identity.h). That place has to be on the host that asked, by TLS if that was; else a
// registry could have our signatures sent to another. What was given is kept for the requests that follow.
#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "http/fetch.h"
#include "registry/challenge.h"

namespace hearth::registry {

struct SessionOptions {
  std::string credentials_path{};  // auth.json
  std::string identity_path{};     // id_ed25519
  std::string authorization{};     // to begin with: a token that the user has
};

// Any thread.
class Session {
 public:
  // `fetcher` outlives it. `base` is the registry.
  Session(const http::Fetcher& fetcher, http::Url base, http::Certificates certificates, SessionOptions options);

  // As Fetcher's. kInvalidArgument "unauthorized: access denied" when the registry will not have us. Addresses
  // elsewhere are not told who we are. A body that comes from a source cannot be sent twice: then the 401 is returned,
  // and the next call has the proof.
  Result<http::FetchResponse> fetch(http::FetchRequest request, const std::stop_token& stop);
  Result<http::FetchResponse> stream(http::FetchRequest request, const http::Fetcher::OnPart& on_part,
                                     const std::stop_token& stop);

 private:
  using Send = std::function<Result<http::FetchResponse>(const http::FetchRequest&)>;
  Result<http::FetchResponse> send(http::FetchRequest request, const Send& send_once, const std::stop_token& stop);
  std::string authorization() const;
  // Finds what to send instead of `refused`, unless another thread has already.
  Status renew(const http::FetchResponse& response, const std::string& refused, const std::stop_token& stop);
  Result<std::string> answer(const Challenge& challenge, const std::stop_token& stop) const;
  Result<std::string> fetch_token(const Challenge& challenge, const std::stop_token& stop) const;
  Result<http::Url> token_url(const Challenge& challenge) const;
  Result<std::string> proof_for(const http::Url& url) const;

  const http::Fetcher& fetcher_;
  const http::Url base_;
  const http::Certificates certificates_;
  const SessionOptions options_;

  std::mutex renewing_;  // one thread at a time asks for a token
  mutable std::mutex mutex_;
  std::string authorization_;  // guarded by mutex_
};

}  // namespace hearth::registry
