// DownloadFile: a blob that arrives in parts, in any order, and outlives the process that fetches it.
//
// In blobs/ lie, as Ollama has them, so that each can go on with what the other began:
//
//   sha256-<hex>-partial       the bytes, at full length from the start
//   sha256-<hex>-partial-<n>   part n: {"N":n,"Offset":...,"Size":...,"Completed":...}
//
// A part's file never claims more than was written before it. Parts may overlap after a crash while one was divided;
// then the later one holds. Whatever else does not fit together counts as nothing: the bytes are checked in the end
// anyway. The process that is at work has an exclusive lock on the bytes, which garbage collection respects (gc.h).
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"
#include "store/blob_store.h"
#include "store/descriptor.h"

namespace hearth::store {

struct DownloadPart {
  uint64_t offset = 0;
  uint64_t size_bytes = 0;
  uint64_t completed_bytes = 0;  // from the offset on

  bool is_complete() const { return completed_bytes == size_bytes; }
  bool operator==(const DownloadPart&) const = default;
};

class DownloadFile {
 public:
  // What there is already, or a new file with its space set aside; nothing when another process is at work on it.
  static Result<std::optional<DownloadFile>> open(const BlobStore& blobs, const Digest& digest, uint64_t size_bytes);

  // How much of the disk an earlier attempt holds for this blob; 0 when there was none.
  static uint64_t bytes_set_aside(const BlobStore& blobs, const Digest& digest);

  // From which parts the file was opened, in order and without a gap; one empty part for a new file.
  const std::vector<DownloadPart>& parts_found() const { return parts_found_; }

  // Any thread, at distinct places.
  Status write(uint64_t offset, Bytes bytes) const;
  Result<size_t> read(uint64_t offset, std::span<uint8_t> into) const;
  // Notes how far a part is. Any thread, for distinct parts.
  Status note(size_t n, const DownloadPart& part) const;
  // Begins anew: forgets all parts.
  void forget_parts() const;

  // Gives the file its name. `found` is the digest of its content, which the caller has computed.
  Result<AddedBlob> commit(const Digest& found) &&;

 private:
  DownloadFile(const BlobStore& blobs, const Digest& digest, uint64_t size_bytes, Descriptor file)
      : blobs_(blobs), digest_(digest), size_bytes_(size_bytes), file_(std::move(file)) {}

  std::string path() const;

  BlobStore blobs_;
  Digest digest_;
  uint64_t size_bytes_;
  Descriptor file_;
  std::vector<DownloadPart> parts_found_;
};

}  // namespace hearth::store
