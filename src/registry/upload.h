// Upload: one blob from the store to a registry.
//
// What another repository of the registry has is only mounted. A small blob goes in one request, a large one in chunks;
// when one breaks, the registry is asked how far it is, and the rest follows from there.
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include "base/digest.h"
#include "base/result.h"
#include "registry/reference.h"
#include "registry/session.h"
#include "store/descriptor.h"

namespace hearth::registry {

struct UploadRequest {
  Digest digest;
  uint64_t size_bytes = 0;
  std::string path{};        // of the blob, which is pinned
  std::string mount_from{};  // a repository that may have it; empty when none is known
};

class Upload {
 public:
  static constexpr uint64_t kChunkBytes = uint64_t{32} << 20;

  // Is told how much the registry has.
  using OnSent = std::function<void(uint64_t sent_bytes)>;

  // All outlive it.
  Upload(Session& session, const Reference& reference, const UploadRequest& request, const OnSent& on_sent)
      : session_(session), reference_(reference), request_(request), on_sent_(on_sent) {}

  Status run(const std::stop_token& stop);

 private:
  enum class Begun { kUploading, kMounted };

  Status attempt(const std::stop_token& stop);
  Result<Begun> begin(const std::stop_token& stop);
  Status find_offset(const std::stop_token& stop);
  Status send_chunk(const std::stop_token& stop);
  Status finish(const std::stop_token& stop);
  // Sends `n_bytes` from the offset; the answer says where to go on.
  Result<http::FetchResponse> send(http::FetchRequest request, uint64_t n_bytes, const std::stop_token& stop);
  Status take_location(const http::FetchResponse& response);
  std::string final_url() const;

  Session& session_;
  const Reference& reference_;
  const UploadRequest& request_;
  const OnSent& on_sent_;

  store::Descriptor file_;
  std::string location_;  // empty: not begun
  http::Reach reach_ = http::Reach::kAnywhere;
  uint64_t offset_ = 0;  // what the registry has
};

}  // namespace hearth::registry
