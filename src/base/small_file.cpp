#include "base/small_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace hearth {
namespace {

std::unexpected<Error> refused(const std::string& path) {
  const bool absent = errno == ENOENT || errno == ENOTDIR;
  return fail(absent ? ErrorCode::kNotFound : ErrorCode::kIo, concat(path, ": ", std::strerror(errno)));
}

Result<std::string> read_open_file(int fd, const std::string& path, size_t max_bytes) {
  std::string text;
  char piece[4096];
  for (;;) {
    const ssize_t n = read(fd, piece, sizeof piece);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return refused(path);
    if (n == 0) return text;
    text.append(piece, static_cast<size_t>(n));
    if (text.size() > max_bytes) {
      return fail(ErrorCode::kInvalidArgument, concat(path, ": is longer than ", max_bytes, " bytes"));
    }
  }
}

}  // namespace

Result<std::string> read_small_file(const std::string& path, size_t max_bytes) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return refused(path);
  Result<std::string> text = read_open_file(fd, path, max_bytes);
  close(fd);
  return text;
}

}  // namespace hearth
