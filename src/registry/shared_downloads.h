// SharedDownloads: whoever in this process wants a blob that is on its way waits for that download, and the download
// ends when nobody waits for it any more. (Between processes the download's file is the lock.)
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <stop_token>

#include "base/result.h"
#include "registry/download.h"

namespace hearth::registry {

class SharedDownloads {
 public:
  explicit SharedDownloads(const store::BlobStore& blobs) : blobs_(blobs) {}

  // Is told several times a second how much is there.
  using OnCompleted = std::function<void(uint64_t completed_bytes)>;
  Result<store::BlobPin> fetch(const DownloadRequest& request, const OnCompleted& on_completed,
                               const std::stop_token& stop);

 private:
  class Running;
  std::shared_ptr<Running> join(const DownloadRequest& request);
  void leave(const Digest& digest, const std::shared_ptr<Running>& running);

  const store::BlobStore blobs_;
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<Running>> running_;
};

}  // namespace hearth::registry
