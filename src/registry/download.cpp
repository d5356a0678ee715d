#include "registry/download.h"

#include <algorithm>
#include <random>
#include <thread>
#include <vector>

#include "base/text.h"
#include "registry/backoff.h"
#include "registry/pause.h"

namespace hearth::registry {
namespace {

using store::DownloadFile;

// How much a killed process may lose of each part.
constexpr uint64_t kNoteEveryBytes = uint64_t{1} << 20;
constexpr size_t kHashPieceBytes = size_t{1} << 20;
constexpr std::chrono::milliseconds kOtherProcessWait{200};

Error cancelled() { return {ErrorCode::kIo, "cancelled"}; }

std::unexpected<Error> corrupt(std::string message) { return fail(ErrorCode::kCorrupt, std::move(message)); }

// "bytes 5-9/100" as asked for.
Status check_content_range(const http::FetchResponse& head, uint64_t first, uint64_t last, uint64_t size_bytes) {
  const std::string found(head.headers.find("Content-Range").value_or("nothing"));
  const std::string asked = concat("bytes ", first, "-", last, "/");
  if (found == concat(asked, size_bytes) || found == asked + "*") return {};
  return corrupt(concat("the server sends ", found.substr(0, 80), ", asked for ", asked, size_bytes));
}

// Whether another request may be answered otherwise: the server is busy, or a redirect has expired.
bool may_change(const http::FetchResponse& response, const std::string& asked_url) {
  switch (response.status) {
    case 408:
    case 425:
    case 429:
      return true;
    case 401:
    case 403:
    case 410:
      return response.url != asked_url;
    default:
      return response.status / 100 == 5;
  }
}

Error refusal(const http::FetchResponse& response) {
  const std::string why = concat("the server answers with status ", response.status);
  return {response.status == 404 ? ErrorCode::kNotFound : ErrorCode::kIo, why};
}

}  // namespace

// A request for what is left of a part.
struct Download::Attempt {
  const DownloadFile& file;
  const std::stop_token& stop;
  size_t& n;
  uint64_t first, last;                 // bytes asked for
  uint64_t skip = 0;                    // bytes that come although they are there already
  bool began = false;                   // the head was looked at
  std::optional<Outcome> outcome = {};  // when it is settled before the answer ends
};

Result<store::AddedBlob> Download::run(const std::stop_token& stop) {
  for (bool again = false;; again = true) {
    auto file = TRY(open_file(stop));
    if (!file) return store::AddedBlob{TRY(blobs_.pin(request_.digest)), store::Added::kAlreadyThere};
    const Digest found = TRY(fetch_parts(*file, stop));
    auto added = std::move(*file).commit(found);
    if (added || again || added.error().code != ErrorCode::kCorrupt) return added;
  }
}

uint64_t Download::completed_bytes() const {
  const std::lock_guard lock(mutex_);
  return plan_ ? plan_->completed_bytes() : 0;
}

DownloadPart Download::part(size_t n) const {
  const std::lock_guard lock(mutex_);
  return plan_->part(n);
}

Result<std::optional<DownloadFile>> Download::open_file(const std::stop_token& stop) const {
  for (;;) {
    auto file = TRY(DownloadFile::open(blobs_, request_.digest, request_.size_bytes));
    if (file) return file;
    // Another process is at it: then the blob will be there soon, or what is left of it can be had.
    if (!pause(kOtherProcessWait, stop)) return std::unexpected(cancelled());
    if (blobs_.size(request_.digest) == request_.size_bytes) return std::nullopt;
  }
}

Result<Digest> Download::fetch_parts(const DownloadFile& file, const std::stop_token& stop) {
  size_t n_connections = 0;
  {
    const std::lock_guard lock(mutex_);
    plan_.emplace(file.parts_found());
    file.forget_parts();
    ranges_ = Ranges::kUnknown;
    probing_ = false;
    error_.reset();
    give_up_ = {};
    n_connections = plan_->n_useful_connections();
    for (size_t n = 0; n < plan_->size(); ++n) TRY(file.note(n, plan_->part(n)));
  }
  const std::stop_callback on_stop(stop, [this] { fail_all(cancelled()); });
  std::optional<Result<Digest>> digest;
  {
    const std::jthread hashing([&] { digest = hash(file); });
    std::vector<std::jthread> connections;
    for (size_t i = 0; i < n_connections; ++i) connections.emplace_back([&] { work(file, give_up_.get_token()); });
  }
  const std::lock_guard lock(mutex_);
  if (error_) return std::unexpected(*error_);
  return *std::move(digest);
}

void Download::fail_all(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
  }
  changed_.notify_all();
  give_up_.request_stop();
}

// --- connections ---------------------------------------------------------------------------------------------

// Work for this connection. Until it is known whether there are ranges, one asks and the others wait.
std::optional<size_t> Download::claim(const DownloadFile& file) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return error_ || ranges_ != Ranges::kUnknown || !probing_; });
  if (error_ || ranges_ == Ranges::kIgnored) return std::nullopt;
  const auto claim = plan_->claim();
  if (!claim) return std::nullopt;
  probing_ = ranges_ == Ranges::kUnknown;
  // The new part first: parts that overlap can be told, a gap would be a loss.
  Status noted = file.note(claim->n, plan_->part(claim->n));
  if (noted && claim->shortened) noted = file.note(*claim->shortened, plan_->part(*claim->shortened));
  if (!noted) error_ = std::move(noted.error());
  return claim->n;
}

void Download::work(const DownloadFile& file, const std::stop_token& stop) {
  while (const auto claimed = claim(file)) {
    size_t n = *claimed;
    Status fetched = fetch_part(file, n, stop);
    {
      const std::lock_guard lock(mutex_);
      if (const Status noted = file.note(n, plan_->part(n)); fetched && !noted) fetched = noted;
      plan_->release(n);
    }
    if (!fetched) return fail_all(std::move(fetched.error()));
  }
}

Status Download::fetch_part(const DownloadFile& file, size_t& n, const std::stop_token& stop) {
  using How = Outcome::How;
  Backoff backoff(std::random_device{}());
  for (;;) {
    const uint64_t before = part(n).completed_bytes;
    Outcome outcome = attempt(file, n, stop);
    if (outcome.how == How::kComplete) return {};
    if (outcome.how == How::kFailed || stop.stop_requested()) return std::unexpected(std::move(outcome.error));
    if (part(n).completed_bytes > before) backoff.reset();
    const auto wait = backoff.next();
    if (!wait) return within(concat("after ", Backoff::kMaxAttempts, " attempts"), std::move(outcome.error));
    if (!pause(*wait, stop)) return std::unexpected(cancelled());
  }
}

Download::Outcome Download::attempt(const DownloadFile& file, size_t& n, const std::stop_token& stop) {
  const DownloadPart wanted = part(n);
  if (wanted.is_complete()) return {};
  Attempt attempt{.file = file,
                  .stop = stop,
                  .n = n,
                  .first = wanted.offset + wanted.completed_bytes,
                  .last = wanted.offset + wanted.size_bytes - 1};
  const auto on_part = [&](const http::FetchResponse& head, std::string_view bytes) -> Status {
    if (!attempt.began) TRY(take_head(attempt, head));
    attempt.began = true;
    return take_part(attempt, bytes);
  };
  const auto response = request_.fetch(concat("bytes=", attempt.first, "-", attempt.last), on_part, stop);
  return judge(attempt, response);
}

Download::Outcome Download::judge(Attempt& attempt, const Result<http::FetchResponse>& response) const {
  using How = Outcome::How;
  if (attempt.outcome) return *std::move(attempt.outcome);
  if (part(attempt.n).is_complete()) return {};
  if (!response) {
    return {response.error().code == ErrorCode::kIo ? How::kTryAgain : How::kFailed, response.error()};
  }
  if (response->is_success()) {
    return {How::kTryAgain, {ErrorCode::kIo, "the server ends its answer before it is complete"}};
  }
  return {may_change(*response, request_.url) ? How::kTryAgain : How::kFailed, refusal(*response)};
}

// Once for each answer that brings bytes.
Status Download::take_head(Attempt& attempt, const http::FetchResponse& head) {
  using How = Outcome::How;
  const auto end = [&](How how, Error why) -> Status {
    attempt.outcome = Outcome{how, why};
    return std::unexpected(std::move(why));
  };
  {
    const std::lock_guard lock(mutex_);
    if (head.status == 206) {
      const Status range = check_content_range(head, attempt.first, attempt.last, request_.size_bytes);
      if (!range) return end(How::kFailed, range.error());
      ranges_ = Ranges::kHonoured;
    } else if (ranges_ == Ranges::kHonoured) {
      return end(How::kTryAgain, {ErrorCode::kIo, "the server has ceased to send ranges"});
    } else {
      // All of it comes. What is there from the start on is skipped, the rest written.
      ranges_ = Ranges::kIgnored;
      plan_->join();
      attempt.file.forget_parts();
      attempt.n = 0;
      attempt.skip = plan_->prefix_bytes();
      attempt.last = request_.size_bytes - 1;
    }
  }
  changed_.notify_all();
  return {};
}

Status Download::take_part(Attempt& attempt, std::string_view bytes) {
  const size_t n_skipped = static_cast<size_t>(std::min<uint64_t>(attempt.skip, bytes.size()));
  attempt.skip -= n_skipped;
  bytes.remove_prefix(n_skipped);
  const auto wait = request_.limit->wait_for(bytes.size(), RateLimit::Clock::now());
  if (wait.count() > 0 && !pause(wait, attempt.stop)) return std::unexpected(cancelled());
  const DownloadPart now = part(attempt.n);
  const std::string_view taken = bytes.substr(0, now.size_bytes - now.completed_bytes);
  const Bytes data(reinterpret_cast<const uint8_t*>(taken.data()), taken.size());
  Status written = attempt.file.write(now.offset + now.completed_bytes, data);
  if (written) written = count(attempt, taken.size(), bytes.size());
  if (!written && !attempt.outcome) attempt.outcome = Outcome{Outcome::How::kFailed, written.error()};
  changed_.notify_all();
  return written;
}

// Of `n_sent` bytes `n_taken` had room in the part and were written.
Status Download::count(Attempt& attempt, size_t n_taken, size_t n_sent) {
  const std::lock_guard lock(mutex_);
  const DownloadPart& now = plan_->part(attempt.n);
  // While it was written another connection may have taken the end of this part, which it then fetches again.
  const uint64_t counted = std::min<uint64_t>(n_taken, now.size_bytes - now.completed_bytes);
  const uint64_t notes_before = now.completed_bytes / kNoteEveryBytes;
  plan_->advance(attempt.n, counted);
  if (now.completed_bytes / kNoteEveryBytes != notes_before) TRY(attempt.file.note(attempt.n, now));
  if (n_taken == n_sent) return {};
  if (now.offset + now.size_bytes == attempt.last + 1) {
    return corrupt(concat("the server sends more than the ", request_.size_bytes, " bytes that were expected"));
  }
  attempt.outcome = Outcome{};
  return fail(ErrorCode::kIo, "the rest of the range is another connection's");
}

// --- hashing -------------------------------------------------------------------------------------------------

Result<Digest> Download::hash(const DownloadFile& file) {
  Sha256 hash;
  std::vector<uint8_t> piece(kHashPieceBytes);
  for (uint64_t done = 0; done < request_.size_bytes;) {
    uint64_t ready = 0;
    {
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [&] { return error_ || plan_->prefix_bytes() > done; });
      if (error_) return std::unexpected(*error_);
      ready = plan_->prefix_bytes();
    }
    while (done < ready) {
      const size_t wanted = static_cast<size_t>(std::min<uint64_t>(ready - done, piece.size()));
      const size_t n = TRY(file.read(done, std::span(piece).first(wanted)));
      if (n == 0) return corrupt("the file became shorter while it was fetched");
      hash.update(Bytes(piece).first(n));
      done += n;
    }
  }
  return hash.finish();
}

}  // namespace hearth::registry
