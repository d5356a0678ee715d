#include "store/files.h"

#include <fcntl.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <span>

#include "base/text.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;

constexpr size_t kPieceBytes = size_t{1} << 20;

// Reads up to a piece's length; 0 at the end of the file.
Result<size_t> read_piece(const Descriptor& file, const std::string& path, std::span<uint8_t> piece, uint64_t offset) {
  for (;;) {
    const ssize_t n = pread(file.fd(), piece.data(), piece.size(), static_cast<off_t>(offset));
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR) return system_error(path, "cannot be read");
  }
}

bool same_time(const timespec& a, const timespec& b) { return a.tv_sec == b.tv_sec && a.tv_nsec == b.tv_nsec; }

}  // namespace

std::unexpected<Error> system_error(const std::string& path, std::string_view what) {
  const int reason = errno;
  const ErrorCode code = reason == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo;
  return fail(code, concat(path, ": ", what, what.empty() ? "" : ": ", std::strerror(reason)));
}

std::unexpected<Error> write_error(const std::string& folder, uint64_t needed_bytes) {
  const int reason = errno;
  struct statvfs disk{};
  if ((reason != ENOSPC && reason != EDQUOT && reason != EFBIG) || statvfs(folder.c_str(), &disk) != 0) {
    errno = reason;
    return system_error(folder, "cannot be written to");
  }
  const uint64_t free_bytes = uint64_t{disk.f_bavail} * disk.f_frsize;
  return fail(ErrorCode::kIo,
              concat(folder, ": ", std::strerror(reason), ": ", needed_bytes, " bytes are needed, ", free_bytes,
                     " are free on this disk; remove a model, or set OLLAMA_MODELS to ", "a folder with more room"));
}

Status check_free_space(const std::string& folder, uint64_t needed_bytes) {
  struct statvfs disk{};
  // A file system that does not say: writing will tell.
  if (statvfs(folder.c_str(), &disk) != 0 || uint64_t{disk.f_bavail} * disk.f_frsize >= needed_bytes) return {};
  errno = ENOSPC;
  return write_error(folder, needed_bytes);
}

Result<struct stat> file_info(const Descriptor& file, const std::string& path) {
  struct stat info{};
  if (fstat(file.fd(), &info) != 0) return system_error(path);
  return info;
}

Result<Descriptor> open_regular(const std::string& path) {
  Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file.is_open()) return system_error(path);
  const struct stat info = TRY(file_info(file, path));
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kInvalidArgument, concat(path, ": not a regular file"));
  return file;
}

Status make_folders(const std::string& path) {
  if (mkdir(path.c_str(), 0755) == 0) return sync_folder(fs::path(path).parent_path());
  if (errno == ENOENT && fs::path(path).has_relative_path()) {
    TRY(make_folders(fs::path(path).parent_path()));
    if (mkdir(path.c_str(), 0755) == 0) return sync_folder(fs::path(path).parent_path());
  }
  const int reason = errno;
  std::error_code ignored;
  if (reason == EEXIST && fs::is_directory(path, ignored)) return {};
  errno = reason == EEXIST ? ENOTDIR : reason;
  return system_error(path, "cannot be made a folder");
}

Status sync_folder(const std::string& path) {
  const std::string folder = path.empty() ? "." : path;
  const Descriptor opened(open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!opened.is_open()) return system_error(folder);
  // EINVAL: a file system that has no such thing.
  if (fsync(opened.fd()) != 0 && errno != EINVAL) return write_error(folder, 0);
  return {};
}

Result<std::vector<std::string>> folder_entries(const std::string& path) {
  std::vector<std::string> names;
  std::error_code error;
  for (fs::directory_iterator at(path, error), end; !error && at != end; at.increment(error)) {
    names.push_back(at->path().filename());
  }
  if (error && error != std::errc::no_such_file_or_directory) {
    return fail(ErrorCode::kIo, concat(path, ": cannot be listed: ", error.message()));
  }
  std::ranges::sort(names);
  return names;
}

Result<std::string> read_text(const Descriptor& file, const std::string& path, uint64_t max_bytes) {
  const struct stat info = TRY(file_info(file, path));
  const auto size = static_cast<uint64_t>(info.st_size);
  if (size > max_bytes) {
    return fail(ErrorCode::kCorrupt, concat(path, ": has ", size, " bytes, expected at most ", max_bytes));
  }
  std::string text(size, '\0');
  size_t done = 0;
  while (done < text.size()) {
    const std::span rest(reinterpret_cast<uint8_t*>(text.data()) + done, text.size() - done);
    const size_t n = TRY(read_piece(file, path, rest, done));
    if (n == 0) return fail(ErrorCode::kCorrupt, concat(path, ": became shorter while it was read"));
    done += n;
  }
  return text;
}

Status for_each_piece(const Descriptor& file, const std::string& path, const std::function<Status(Bytes)>& take) {
  const struct stat before = TRY(file_info(file, path));
  std::vector<uint8_t> piece(kPieceBytes);
  uint64_t offset = 0;
  while (const size_t n = TRY(read_piece(file, path, piece, offset))) {
    TRY(take(Bytes(piece).first(n)));
    offset += n;
  }
  const struct stat after = TRY(file_info(file, path));
  if (offset != static_cast<uint64_t>(after.st_size) || !same_time(before.st_mtim, after.st_mtim)) {
    return fail(ErrorCode::kCorrupt, concat(path, ": changed while it was read; try again when it is complete"));
  }
  return {};
}

Result<Digest> hash_file(const Descriptor& file, const std::string& path) {
  Sha256 hash;
  TRY(for_each_piece(file, path, [&](Bytes piece) {
    hash.update(piece);
    return Status();
  }));
  return hash.finish();
}

}  // namespace hearth::store
