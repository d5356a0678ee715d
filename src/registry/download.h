// Download: one blob from elsewhere into the store.
//
// Several connections fetch parts of it (part_plan.h) into a file that outlives the process (store/download_file.h),
// while one more thread hashes what is there without a gap, so that the digest is known soon after the last byte. What
// breaks is tried again, from the byte where it broke, after a wait (backoff.h); an attempt that got somewhere does not
// count. Redirects are taken anew by each request, so those that expire do no harm. A whole blob with a wrong digest is
// thrown away and fetched once more.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>

#include "base/digest.h"
#include "base/result.h"
#include "http/fetch.h"
#include "registry/part_plan.h"
#include "registry/rate_limit.h"
#include "store/blob_store.h"
#include "store/download_file.h"

namespace hearth::registry {

// Asks for bytes of a blob: a GET with this header Range.
using FetchRange = std::function<Result<http::FetchResponse>(
    const std::string& range, const http::Fetcher::OnPart& on_part, const std::stop_token& stop)>;

struct DownloadRequest {
  Digest digest;
  uint64_t size_bytes = 0;
  std::string url{};  // where it is, before redirects
  FetchRange fetch{};
  std::shared_ptr<RateLimit> limit = std::make_shared<RateLimit>(0);
};

class Download {
 public:
  Download(const store::BlobStore& blobs, DownloadRequest request) : blobs_(blobs), request_(std::move(request)) {}

  // The blob, pinned. Once a stop is requested it returns soon, with an error; what has arrived stays for the next one.
  Result<store::AddedBlob> run(const std::stop_token& stop);

  // Any thread.
  uint64_t completed_bytes() const;

 private:
  enum class Ranges { kUnknown, kHonoured, kIgnored };
  struct Attempt;
  // What came of one request.
  struct Outcome {
    enum class How { kComplete, kTryAgain, kFailed };
    How how = How::kComplete;
    Error error{};
  };

  // Nothing when another process has brought the blob.
  Result<std::optional<store::DownloadFile>> open_file(const std::stop_token& stop) const;
  Result<Digest> fetch_parts(const store::DownloadFile& file, const std::stop_token& stop);
  void work(const store::DownloadFile& file, const std::stop_token& stop);
  std::optional<size_t> claim(const store::DownloadFile& file);
  // `n` becomes 0 when the server has no ranges and all parts are joined.
  Status fetch_part(const store::DownloadFile& file, size_t& n, const std::stop_token& stop);
  Outcome attempt(const store::DownloadFile& file, size_t& n, const std::stop_token& stop);
  Outcome judge(Attempt& attempt, const Result<http::FetchResponse>& response) const;
  Status take_head(Attempt& attempt, const http::FetchResponse& head);
  Status take_part(Attempt& attempt, std::string_view bytes);
  Status count(Attempt& attempt, size_t n_taken, size_t n_sent);
  Status note(const store::DownloadFile& file, size_t n);
  Result<Digest> hash(const store::DownloadFile& file);
  void fail_all(Error error);
  DownloadPart part(size_t n) const;

  const store::BlobStore blobs_;
  const DownloadRequest request_;

  mutable std::mutex mutex_;  // guards what follows
  std::condition_variable changed_;
  std::optional<PartPlan> plan_;
  Ranges ranges_ = Ranges::kUnknown;
  bool probing_ = false;        // somebody is asking whether there are ranges
  std::optional<Error> error_;  // the first that ended it
  std::stop_source give_up_;    // told to all connections when one has failed for good
};

}  // namespace hearth::registry
