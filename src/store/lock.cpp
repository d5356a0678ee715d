#include "store/lock.h"

#include <fcntl.h>
#include <sys/file.h>

#include <cerrno>

#include "store/files.h"

namespace hearth::store {
namespace {

std::string lock_path(const std::string& root) { return root + "/.lock"; }

// flock() belongs to the open file, not to the process, so threads exclude each other as processes do.
int lock(const Descriptor& file, int operation) {
  int result = 0;
  do {
    result = flock(file.fd(), operation);
  } while (result != 0 && errno == EINTR);
  return result;
}

Descriptor open_for_writing(const std::string& path) {
  return Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666));
}

}  // namespace

Result<StoreLock> StoreLock::shared(const std::string& root) {
  const std::string path = lock_path(root);
  Descriptor file = open_for_writing(path);
  if (!file.is_open() && (errno == EACCES || errno == EPERM || errno == EROFS)) {
    file = Descriptor(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
    if (!file.is_open() && errno == ENOENT) return StoreLock({}, Mode::kShared);
  }
  if (!file.is_open() || lock(file, LOCK_SH) != 0) return system_error(path, "the store cannot be locked");
  return StoreLock(std::move(file), Mode::kShared);
}

Result<StoreLock> StoreLock::exclusive(const std::string& root) {
  const std::string path = lock_path(root);
  Descriptor file = open_for_writing(path);
  if (!file.is_open() || lock(file, LOCK_EX) != 0) return system_error(path, "the store cannot be locked");
  return StoreLock(std::move(file), Mode::kExclusive);
}

Status lock_shared(const Descriptor& file, const std::string& path) {
  if (lock(file, LOCK_SH | LOCK_NB) == 0) return {};
  return system_error(path, errno == EWOULDBLOCK ? "is locked by another program" : "cannot be locked");
}

Result<InUse> try_lock_exclusive(const Descriptor& file, const std::string& path) {
  if (lock(file, LOCK_EX | LOCK_NB) == 0) return InUse::kNo;
  if (errno == EWOULDBLOCK) return InUse::kYes;
  return system_error(path, "cannot be locked");
}

}  // namespace hearth::store
