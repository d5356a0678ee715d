// PartialFile: a file that is being written, under a temporary name in the folder where it will stay.
//
// While the object lives the file has a shared lock, by which others know that somebody is at work on it; one without
// a lock is what a killed process left behind, and may go (is_partial_name, gc.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "store/descriptor.h"
#include "store/lock.h"

namespace hearth::store {

class PartialFile {
 public:
  // An empty file. `held` is any lock of the store that the folder belongs to.
  static Result<PartialFile> create(const std::string& folder, const StoreLock& held);
  // A second name for an open file. kUnsupported when the file system cannot.
  static Result<PartialFile> hard_link(const std::string& folder, const Descriptor& source, const StoreLock& held);

  PartialFile(PartialFile&& other) noexcept = default;
  PartialFile& operator=(PartialFile&& other) = delete;
  // Removes the file unless it was committed.
  ~PartialFile();

  // Sets space aside, so that a disk that is too small is known before hours of writing.
  Status reserve(uint64_t n_bytes);
  Status append(Bytes bytes);
  // Makes the file share the data of another; kUnsupported when the file system cannot.
  Status reflink(const Descriptor& source);

  // To the disk, and then to its name, replacing what has it. The descriptor still has the lock.
  // `held` is any lock of the store; sync() may be called first, to wait for the disk without it.
  Status sync();
  Result<Descriptor> commit(const std::string& name, const StoreLock& held) &&;

  const Descriptor& descriptor() const { return file_; }

 private:
  PartialFile(std::string folder, std::string name, Descriptor file)
      : folder_(std::move(folder)), name_(std::move(name)), file_(std::move(file)) {}

  std::string folder_;
  std::string name_;  // empty when nothing is to be removed
  Descriptor file_;
};

// Whether a file of that name in a folder of the store is, or was, a PartialFile.
bool is_partial_name(std::string_view name);

}  // namespace hearth::store
