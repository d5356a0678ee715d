// LinkedFiles: what each hard-linked blob looked like when its digest was last known to be right.
//
// A hard-linked blob is the user's own file under a second name, and changes when the user changes it in place. So its
// size and modification time are noted in <root>/linked/sha256-<hex> before the link gets its name; while they are the
// same, so is the content.
#pragma once

#include <sys/stat.h>

#include <string>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "store/lock.h"

namespace hearth::store {

class LinkedFiles {
 public:
  explicit LinkedFiles(const std::string& root) : folder_(root + "/linked") {}

  // Notes a blob that is, or is about to be, a link to the file at `path`.
  Status note(const Digest& digest, const struct stat& file, const std::string& path, const StoreLock& exclusive) const;
  // Nothing happens when there is no note.
  void forget(const Digest& digest) const;

  enum class State { kNeverLinked, kAsNoted, kChanged };
  // A note that cannot be read counts as kChanged: the content is to be looked at again.
  State compare(const Digest& digest, const struct stat& blob) const;
  // The path that was noted, for messages; empty when there is none.
  std::string source(const Digest& digest) const;

  const std::string& folder() const { return folder_; }
  // The digests that have a note.
  Result<std::vector<Digest>> all() const;

 private:
  std::string path(const Digest& digest) const;

  std::string folder_;
};

}  // namespace hearth::store
