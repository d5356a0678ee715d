// CurlTransfer: one request and its answer by libcurl, redirects not followed. Private to this folder.
#pragma once

#include <curl/curl.h>

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include "base/result.h"
#include "http/fetch.h"

namespace hearth::http {

struct FreeMulti {
  void operator()(CURLM* multi) const { curl_multi_cleanup(multi); }
};
// Keeps connections between the requests that run on it, one at a time.
using Multi = std::unique_ptr<CURLM, FreeMulti>;

// One request of a chain of redirects.
struct Hop {
  Url url;
  std::string authorization;
  Reach reach = Reach::kAnywhere;
  std::chrono::milliseconds whole_time{0};  // 0: no limit
};

class CurlTransfer {
 public:
  // All outlive it.
  CurlTransfer(const FetcherOptions& options, const FetchRequest& request, const Hop& hop,
               const Fetcher::OnPart& on_part)
      : options_(options), request_(request), hop_(hop), on_part_(on_part) {}

  // `on_part` gets every part of the body, of whatever status.
  Result<FetchResponse> run(CURLM* multi, const std::stop_token& stop);

 private:
  struct FreeEasy {
    void operator()(CURL* easy) const { curl_easy_cleanup(easy); }
  };
  struct FreeList {
    void operator()(curl_slist* list) const { curl_slist_free_all(list); }
  };

  void set_up();
  void set_up_target();
  void set_up_headers();
  void set_up_body();
  Result<CURLcode> perform(CURLM* multi, const std::stop_token& stop);
  Result<FetchResponse> answer(CURLcode code);
  std::unexpected<Error> network_error(CURLcode code) const;
  bool may_connect(bool is_public) const;

  static size_t on_header(char* data, size_t unit, size_t n, void* self);
  static size_t on_body(char* data, size_t unit, size_t n, void* self);
  static size_t on_read(char* into, size_t unit, size_t n, void* self);
  static curl_socket_t on_socket(void* self, curlsocktype purpose, curl_sockaddr* address);
  static int before_request(void* self, char* peer_ip, char* local_ip, int peer_port, int local_port);
  bool take_header(std::string_view line);

  const FetcherOptions& options_;
  const FetchRequest& request_;
  const Hop& hop_;
  const Fetcher::OnPart& on_part_;

  std::unique_ptr<CURL, FreeEasy> easy_;
  std::unique_ptr<curl_slist, FreeList> headers_;
  std::string proxy_;
  char error_text_[CURL_ERROR_SIZE] = {};
  FetchResponse response_;
  size_t header_bytes_ = 0;
  size_t sent_bytes_ = 0;      // of request_.body
  uint64_t source_bytes_ = 0;  // of request_.source
  bool peer_is_public_ = true;
  std::optional<Error> refusal_;  // why we ended it
};

}  // namespace hearth::http
