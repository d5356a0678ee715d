#include "store/partial_file.h"

#include <fcntl.h>
#include <linux/fs.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdio>

#include "base/check.h"
#include "base/text.h"
#include "store/files.h"

namespace hearth::store {
namespace {

// With a dot, so that Ollama takes it for no model in a folder of manifests.
constexpr std::string_view kPrefix = ".hearth-partial-";

std::string next_name() {
  static std::atomic<uint32_t> next{0};
  return concat(kPrefix, getpid(), "-", next++);
}

// Calls `make` with names until one is free: another container that shares the store may have processes with our id.
template <class Make>
Result<std::string> with_free_name(const std::string& folder, Make make) {
  for (;;) {
    std::string name = next_name();
    if (make(concat(folder, "/", name)) == 0) return name;
    if (errno != EEXIST) return write_error(folder, 0);
  }
}

}  // namespace

bool is_partial_name(std::string_view name) { return name.starts_with(kPrefix); }

Result<PartialFile> PartialFile::create(const std::string& folder, const StoreLock&) {
  Descriptor file;
  std::string name = TRY(with_free_name(folder, [&](const std::string& path) {
    file = Descriptor(open(path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0644));
    return file.is_open() ? 0 : -1;
  }));
  PartialFile partial(folder, std::move(name), std::move(file));
  TRY(lock_shared(partial.file_, partial.path()));
  return partial;
}

Result<PartialFile> PartialFile::hard_link(const std::string& folder, Descriptor source, const StoreLock&) {
  if (auto locked = lock_shared(source, folder); !locked) {
    return fail(ErrorCode::kUnsupported, std::move(locked.error().message));
  }
  // Through /proc, because what is to be linked is the file that is open, whatever has its name by now.
  const std::string opened = concat("/proc/self/fd/", source.fd());
  auto name = with_free_name(folder, [&](const std::string& path) {
    return linkat(AT_FDCWD, opened.c_str(), AT_FDCWD, path.c_str(), AT_SYMLINK_FOLLOW);
  });
  if (!name) return fail(ErrorCode::kUnsupported, std::move(name.error().message));
  return PartialFile(folder, *std::move(name), std::move(source));
}

PartialFile::PartialFile(PartialFile&& other) noexcept
    : folder_(std::move(other.folder_)),
      name_(std::exchange(other.name_, {})),
      file_(std::move(other.file_)),
      reserved_bytes_(other.reserved_bytes_),
      written_bytes_(other.written_bytes_) {}

PartialFile::~PartialFile() {
  if (!name_.empty()) unlink(path().c_str());
}

Status PartialFile::reserve(uint64_t n_bytes) {
  reserved_bytes_ = n_bytes;
  if (n_bytes == 0) return {};
  if (fallocate(file_.fd(), 0, 0, static_cast<off_t>(n_bytes)) == 0) return {};
  // A file system without this, or a signal: writing will tell.
  if (errno == EOPNOTSUPP || errno == ENOSYS || errno == EINTR) return {};
  return write_error(folder_, n_bytes);
}

Status PartialFile::append(Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(file_.fd(), bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      const uint64_t needed = std::max<uint64_t>(reserved_bytes_, written_bytes_ + bytes.size());
      return write_error(folder_, needed - written_bytes_);
    }
    written_bytes_ += static_cast<uint64_t>(n);
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Status PartialFile::reflink(const Descriptor& source) {
  if (ioctl(file_.fd(), FICLONE, source.fd()) == 0) return {};
  const auto error = system_error(folder_, "cannot share data");
  return fail(ErrorCode::kUnsupported, error.error().message);
}

Status PartialFile::trim() {
  if (written_bytes_ >= reserved_bytes_) return {};
  if (ftruncate(file_.fd(), static_cast<off_t>(written_bytes_)) != 0) return write_error(folder_, 0);
  return {};
}

Status PartialFile::sync() {
  if (fsync(file_.fd()) != 0) return write_error(folder_, written_bytes_);
  return {};
}

Result<Descriptor> PartialFile::commit(const std::string& name, const StoreLock& exclusive) && {
  CHECK(exclusive.is_exclusive());
  const std::string target = concat(folder_, "/", name);
  if (std::rename(path().c_str(), target.c_str()) != 0) return system_error(target, "cannot get its name");
  // rename() does nothing when both names are links to one file; then the temporary one is still there.
  unlink(path().c_str());
  name_.clear();
  TRY(sync_folder(folder_));
  return std::move(file_);
}

}  // namespace hearth::store
