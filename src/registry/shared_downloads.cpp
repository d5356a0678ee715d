#include "registry/shared_downloads.h"

#include <chrono>
#include <condition_variable>
#include <optional>
#include <thread>

namespace hearth::registry {
namespace {

constexpr std::chrono::milliseconds kReportEvery{60};

}  // namespace

// One download in a thread of its own, and how many wait for it.
class SharedDownloads::Running {
 public:
  Running(const store::BlobStore& blobs, const DownloadRequest& request)
      : download_(blobs, request), thread_([this](const std::stop_token& stop) { run(stop); }) {}

  int n_waiters = 0;  // guarded by SharedDownloads::mutex_

  // The error it ended with, or nothing yet, after a moment's wait.
  std::optional<Status> wait(const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_for(lock, stop, kReportEvery, [this] { return result_.has_value(); })) return std::nullopt;
    if (*result_) return Status();
    return std::unexpected(result_->error());
  }
  uint64_t completed_bytes() const { return download_.completed_bytes(); }

 private:
  void run(const std::stop_token& stop) {
    auto result = download_.run(stop);
    {
      const std::lock_guard lock(mutex_);
      result_ = std::move(result);
    }
    ended_.notify_all();
  }

  Download download_;
  std::mutex mutex_;
  std::condition_variable_any ended_;
  std::optional<Result<store::AddedBlob>> result_;  // its pin keeps the blob until all have their own
  std::jthread thread_;                             // the last member: it uses the others
};

std::shared_ptr<SharedDownloads::Running> SharedDownloads::join(const DownloadRequest& request) {
  const std::lock_guard lock(mutex_);
  std::shared_ptr<Running>& running = running_[request.digest];
  if (!running) running = std::make_shared<Running>(blobs_, request);
  ++running->n_waiters;
  return running;
}

void SharedDownloads::leave(const Digest& digest, const std::shared_ptr<Running>& running) {
  const std::lock_guard lock(mutex_);
  if (--running->n_waiters > 0) return;
  const auto found = running_.find(digest);
  if (found != running_.end() && found->second == running) running_.erase(found);
}

Result<store::BlobPin> SharedDownloads::fetch(const DownloadRequest& request, const OnCompleted& on_completed,
                                              const std::stop_token& stop) {
  const std::shared_ptr<Running> running = join(request);
  std::optional<Status> ended;
  while (!ended && !stop.stop_requested()) {
    ended = running->wait(stop);
    on_completed(running->completed_bytes());
  }
  auto pin = ended && *ended
                 ? blobs_.pin(request.digest)
                 : Result<store::BlobPin>(std::unexpected(ended ? ended->error() : Error{ErrorCode::kIo, "cancelled"}));
  leave(request.digest, running);
  return pin;
}

}  // namespace hearth::registry
