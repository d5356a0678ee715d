#include "gguf/output_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <utility>

#include "base/text.h"

namespace hearth::gguf {
namespace {

constexpr size_t kBufferBytes = size_t{1} << 20;

// A name that no other writer of this machine uses at the same time.
std::string temporary_name(const std::string& path) {
  static std::atomic<uint32_t> next{0};
  return concat(path, ".", getpid(), ".", next++, ".partial");
}

}  // namespace

OutputFile::OutputFile(OutputFile&& other) noexcept
    : path_(std::move(other.path_)),
      temporary_path_(std::exchange(other.temporary_path_, {})),
      buffer_(std::move(other.buffer_)),
      fd_(std::exchange(other.fd_, -1)) {}

OutputFile::~OutputFile() {
  if (fd_ >= 0) close(fd_);
  if (!temporary_path_.empty()) unlink(temporary_path_.c_str());
}

Status OutputFile::system_error(std::string_view what) const {
  return fail(ErrorCode::kIo, concat(path_, ": ", what, ": ", std::strerror(errno)));
}

Result<OutputFile> OutputFile::create(const std::string& path) {
  OutputFile file;
  file.path_ = path;
  const std::string temporary_path = temporary_name(path);
  file.fd_ = open(temporary_path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0666);
  if (file.fd_ < 0) TRY(file.system_error("cannot be created"));
  file.temporary_path_ = temporary_path;
  file.buffer_.reserve(kBufferBytes);
  return file;
}

Status OutputFile::write_all(Bytes bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd_, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return system_error("write failed");
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Status OutputFile::append(Bytes bytes) {
  if (buffer_.size() + bytes.size() > kBufferBytes) {
    TRY(write_all(buffer_));
    buffer_.clear();
  }
  if (bytes.size() > kBufferBytes) return write_all(bytes);
  buffer_.insert(buffer_.end(), bytes.begin(), bytes.end());
  return {};
}

Status OutputFile::commit() {
  TRY(write_all(buffer_));
  buffer_.clear();
  if (fsync(fd_) != 0) return system_error("cannot be written to the disk");
  if (std::rename(temporary_path_.c_str(), path_.c_str()) != 0) return system_error("cannot be renamed");
  temporary_path_.clear();

  // The new name is durable only when its folder is.
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  const int folder = open(parent.empty() ? "." : parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (folder < 0) return {};  // a folder that may not be read cannot be synced either
  const bool synced = fsync(folder) == 0;
  close(folder);
  return synced ? Status() : system_error("its folder cannot be written to the disk");
}

}  // namespace hearth::gguf
