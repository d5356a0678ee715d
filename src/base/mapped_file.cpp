#include "base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

#include "base/text.h"

namespace hearth {

MappedFile::MappedFile(MappedFile&& other) noexcept { *this = std::move(other); }

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_bytes_, other.size_bytes_);
  std::swap(fd_, other.fd_);
  std::swap(modified_, other.modified_);
  return *this;
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) munmap(const_cast<uint8_t*>(data_), size_bytes_);
  if (fd_ >= 0) close(fd_);
}

Result<MappedFile> MappedFile::open(const std::string& path) {
  MappedFile file;
  file.path_ = path;
  file.fd_ = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (file.fd_ < 0) {
    const ErrorCode code = errno == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
    return fail(code, concat(path, ": ", std::strerror(errno)));
  }
  struct stat info{};
  if (fstat(file.fd_, &info) != 0) return fail(ErrorCode::kIo, concat(path, ": ", std::strerror(errno)));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kInvalidArgument, concat(path, ": not a regular file"));
  file.modified_ = info.st_mtim;
  file.size_bytes_ = static_cast<uint64_t>(info.st_size);
  if (file.size_bytes_ == 0) return file;
  void* data = mmap(nullptr, file.size_bytes_, PROT_READ, MAP_SHARED, file.fd_, 0);
  if (data == MAP_FAILED) {
    file.size_bytes_ = 0;
    return fail(ErrorCode::kIo, concat(path, ": cannot be mapped: ", std::strerror(errno)));
  }
  file.data_ = static_cast<const uint8_t*>(data);
  return file;
}

Status MappedFile::read_at(uint64_t offset, std::span<uint8_t> into) const {
  size_t done = 0;
  while (done < into.size()) {
    const ssize_t n = pread(fd_, into.data() + done, into.size() - done, static_cast<off_t>(offset + done));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return fail(ErrorCode::kIo, concat(path_, ": read failed: ", std::strerror(errno)));
    if (n == 0)
      return fail(ErrorCode::kIo, concat(path_, ": ends at byte ", offset + done, ", shorter than when it was opened"));
    done += static_cast<size_t>(n);
  }
  return {};
}

Status MappedFile::unchanged() const {
  struct stat info{};
  if (fstat(fd_, &info) != 0) return fail(ErrorCode::kIo, concat(path_, ": ", std::strerror(errno)));
  if (static_cast<uint64_t>(info.st_size) != size_bytes_ || info.st_mtim.tv_sec != modified_.tv_sec ||
      info.st_mtim.tv_nsec != modified_.tv_nsec) {
    return fail(ErrorCode::kCorrupt, concat(path_, ": changed while it was being read; run again when it is complete"));
  }
  return {};
}

void MappedFile::drop_resident() const {
  if (data_ != nullptr) madvise(const_cast<uint8_t*>(data_), size_bytes_, MADV_DONTNEED);
}

}  // namespace hearth
