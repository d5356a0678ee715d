// BlobStore: files named by the SHA-256 of their content: <root>/blobs/sha256-<hex>.
//
// A blob appears complete or not at all: data goes to a temporary name in the same folder, to the disk, and only then
// gets its name. What has been added is pinned, and so cannot be removed, until the caller drops the pin, which it does
// once a manifest names the blob.
//
// A local file is shared with the store, not copied, where that can be done:
//   1. as a reflink, where the file system has them: a copy that shares its data until one of the two changes;
//   2. as a hard link, where the file is the user's own and nobody else's to write. That is one file with two names: if
//      the user changes it in place, the blob changes too. So its size and modification time are noted (LinkedFiles),
//      and pinning a blob that no longer agrees with its note hashes it again, and refuses it when it is another file;
//   3. as a copy.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"
#include "store/linked_files.h"
#include "store/lock.h"
#include "store/partial_file.h"

namespace hearth::store {

// A blob that stays while this object lives, whatever other processes remove.
class BlobPin {
 public:
  const Digest& digest() const { return digest_; }
  uint64_t size_bytes() const { return size_bytes_; }

 private:
  friend class BlobStore;
  BlobPin(const Digest& digest, uint64_t size_bytes, Descriptor file)
      : digest_(digest), size_bytes_(size_bytes), file_(std::move(file)) {}

  Digest digest_;
  uint64_t size_bytes_;
  Descriptor file_;  // with a shared lock
};

enum class Added { kAlreadyThere, kWritten, kReflinked, kHardLinked };

struct AddedBlob {
  BlobPin pin;
  Added how;

  const Digest& digest() const { return pin.digest(); }
  uint64_t size_bytes() const { return pin.size_bytes(); }
};

class BlobStore {
 public:
  class Writer;

  // `root` is the store's, the folder above blobs/. Makes the folders that are not there.
  static Result<BlobStore> open(const std::string& root);

  // Where the blob is or would be.
  std::string path(const Digest& digest) const;
  bool has(const Digest& digest) const;
  // kNotFound when there is none.
  Result<uint64_t> size(const Digest& digest) const;

  // Keeps a blob from being removed. kNotFound when it is not there, kCorrupt when it was hard-linked and has changed.
  Result<BlobPin> pin(const Digest& digest) const;
  // The content of a small blob, checked against its digest. kCorrupt when it has more than `max_bytes`.
  Result<std::string> read(const Digest& digest, uint64_t max_bytes) const;
  // Reads the whole blob. kCorrupt when its content is not what its name says.
  Status verify(const Digest& digest) const;

  Result<AddedBlob> add_bytes(Bytes bytes) const;
  Result<AddedBlob> add_bytes(std::string_view text) const;
  // A regular file, which stays where it is.
  Result<AddedBlob> add_file(const std::string& path) const;
  // For what arrives in pieces. `expected_bytes` are set aside on the disk at once; 0 when it is not known.
  Result<Writer> writer(uint64_t expected_bytes = 0) const;

  // A file that has all its bytes, with this digest: it gets the blob's name.
  Result<AddedBlob> add_partial(PartialFile file, const Digest& digest) const;

  enum class Removed { kYes, kInUse, kWasAbsent };
  // Unless somebody pins it. `exclusive` is an exclusive lock of this store.
  Result<Removed> remove(const Digest& digest, const StoreLock& exclusive) const;

  const std::string& root() const { return root_; }
  const std::string& folder() const { return folder_; }
  const LinkedFiles& linked_files() const { return linked_; }

 private:
  // A file that has all its bytes and only lacks its name.
  struct Finished {
    Digest digest;
    Added how;
    std::string path;  // where it comes from, if it was a file
    struct stat info;  // from before it was hashed
  };

  explicit BlobStore(const std::string& root);
  Status rename_old_blobs() const;
  Result<BlobPin> open_pinned(const Digest& digest) const;
  Result<BlobPin> open_pinned(const Digest& digest, const StoreLock& held) const;
  bool is_as_noted(const BlobPin& blob) const;
  Status check_link(const BlobPin& blob) const;
  Result<PartialFile> create_partial() const;
  Result<PartialFile> link_partial(const std::string& path) const;
  Result<AddedBlob> add_shared(PartialFile file, const std::string& path, Added how) const;
  Result<AddedBlob> add_copy(const Descriptor& source, const std::string& path) const;
  std::optional<BlobPin> if_intact(Result<BlobPin> there, uint64_t size_bytes) const;
  Result<AddedBlob> keep(PartialFile file, const Finished& finished) const;

  std::string root_;
  std::string folder_;
  LinkedFiles linked_;
};

// A blob on its way in. Without commit() nothing stays.
class BlobStore::Writer {
 public:
  Status append(Bytes bytes);
  // kCorrupt when the bytes have another digest; they are dropped then.
  Result<AddedBlob> commit(const Digest& expected) &&;
  // Whatever digest they have.
  Result<AddedBlob> commit() &&;

 private:
  friend class BlobStore;
  Result<AddedBlob> finish(const Digest* expected) &&;
  Writer(const BlobStore& store, PartialFile file) : store_(store), file_(std::move(file)) {}

  BlobStore store_;
  PartialFile file_;
  Sha256 hash_;
};

}  // namespace hearth::store
