// PartialFile: a file that is being written, under a temporary name in the folder where it will stay.
//
// While the object lives the file has a shared lock, by which others know that somebody is at work on it; one without
// a lock is what a killed process left behind, and may go (gc.h).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "store/descriptor.h"
#include "store/lock.h"

namespace hearth::store {

class PartialFile {
 public:
  // An empty file. `held` is any lock of the store that the folder belongs to: between its creation and its own lock
  // the file looks left behind.
  static Result<PartialFile> create(const std::string& folder, const StoreLock& held);
  // A second name for the open file `source`. kUnsupported when the file system or the system's rules do not allow it.
  static Result<PartialFile> hard_link(const std::string& folder, Descriptor source, const StoreLock& held);

  // A file that is in the folder already under that name.
  static PartialFile adopt(std::string folder, std::string name, Descriptor file) {
    return {std::move(folder), std::move(name), std::move(file)};
  }

  PartialFile(PartialFile&& other) noexcept;
  PartialFile& operator=(PartialFile&& other) = delete;
  // Removes the file unless it was committed.
  ~PartialFile();

  // Sets space aside, so that a disk that is too small is known before hours of writing.
  Status reserve(uint64_t n_bytes);
  Status append(Bytes bytes);
  // Gives back what was set aside and not written.
  Status trim();
  // Makes the empty file share the data of another until one of them changes. kUnsupported when the file system cannot.
  Status reflink(const Descriptor& source);

  // To the disk. Slow, so it is called before the lock for commit() is taken.
  Status sync();
  // Gives the file its name, in place of what has it. The descriptor still has the shared lock.
  Result<Descriptor> commit(const std::string& name, const StoreLock& exclusive) &&;

  const Descriptor& descriptor() const { return file_; }
  // The temporary one.
  std::string path() const { return folder_ + "/" + name_; }

 private:
  PartialFile(std::string folder, std::string name, Descriptor file)
      : folder_(std::move(folder)), name_(std::move(name)), file_(std::move(file)) {}

  std::string folder_;
  std::string name_;  // empty when there is nothing to remove
  Descriptor file_;
  uint64_t reserved_bytes_ = 0;
  uint64_t written_bytes_ = 0;
};

// Whether a file of that name in a folder of the store is, or was, a PartialFile.
bool is_partial_name(std::string_view name);

}  // namespace hearth::store
