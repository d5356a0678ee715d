// StoreLock: who may change the store, among processes and among the threads of one.
//
// The store has one lock, a file `.lock` in its root. It is held for moments only, never while data is copied or
// hashed: exclusively by what changes manifests or gives and takes the names of blobs, shared by what must not see that
// happen half way. What is in use for longer is pinned: its user holds a shared lock on the blob itself (BlobPin), and
// blobs with such a lock are never removed. The system drops locks when a process ends, in whatever way, so there is
// nothing to repair after a crash.
#pragma once

#include <string>
#include <utility>

#include "base/result.h"
#include "store/descriptor.h"

namespace hearth::store {

class StoreLock {
 public:
  enum class Mode { kShared, kExclusive };

  // Both wait. A thread that has one must not ask for another.
  //
  // Someone who may only read the store gets `shared` without a lock when there is no lock file yet: then no Hearth has
  // changed this store so far.
  static Result<StoreLock> shared(const std::string& root);
  static Result<StoreLock> exclusive(const std::string& root);

  bool is_exclusive() const { return mode_ == Mode::kExclusive; }

 private:
  StoreLock(Descriptor file, Mode mode) : file_(std::move(file)), mode_(mode) {}

  Descriptor file_;
  Mode mode_;
};

// Takes a shared lock on an open file, which goes when the descriptor closes. Does not wait: among ourselves a file is
// locked exclusively only under an exclusive lock of the store, so a conflict is with some other program, and an error.
Status lock_shared(const Descriptor& file, const std::string& path);

enum class InUse { kNo, kYes };
// Whether another descriptor has a lock on this file; when not, it is now locked exclusively by this one.
Result<InUse> try_lock_exclusive(const Descriptor& file, const std::string& path);

}  // namespace hearth::store
