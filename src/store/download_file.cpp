#include "store/download_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/check.h"
#include "base/json.h"
#include "base/small_file.h"
#include "base/text.h"
#include "store/files.h"
#include "store/lock.h"

namespace hearth::store {
namespace {

constexpr size_t kMaxPartBytes = 1024;
// All of one length, so that a note replaces the one before it in a single write.
constexpr size_t kNoteBytes = 160;

std::string partial_name(const Digest& digest) { return concat("sha256-", digest.hex(), "-partial"); }

std::string note_prefix(const BlobStore& blobs, const Digest& digest) {
  return concat(blobs.folder(), "/", partial_name(digest), "-");
}

std::optional<uint64_t> count_of(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  const int64_t* count = value == nullptr ? nullptr : value->if_int64();
  if (count == nullptr || *count < 0) return std::nullopt;
  return static_cast<uint64_t>(*count);
}

std::optional<DownloadPart> read_note(const std::string& path, uint64_t size_bytes) {
  const auto text = read_small_file(path, kMaxPartBytes);
  const auto json = text ? Json::parse(*text) : Result<Json>(std::unexpected(text.error()));
  if (!json) return std::nullopt;
  const auto offset = count_of(*json, "Offset"), size = count_of(*json, "Size"), done = count_of(*json, "Completed");
  if (!offset || !size || !done || *offset > size_bytes || *size > size_bytes - *offset || *done > *size) {
    return std::nullopt;
  }
  return DownloadPart{*offset, *size, *done};
}

// The numbers of the notes that are there.
std::vector<size_t> noted_numbers(const BlobStore& blobs, const Digest& digest) {
  const std::string prefix = partial_name(digest) + "-";
  std::vector<size_t> numbers;
  const auto names = folder_entries(blobs.folder());
  if (!names) return numbers;
  for (const std::string& name : *names) {
    if (!name.starts_with(prefix)) continue;
    size_t n = 0;
    const char* end = name.data() + name.size();
    if (std::from_chars(name.data() + prefix.size(), end, n).ptr == end) numbers.push_back(n);
  }
  return numbers;
}

// Parts that cover the whole file once, in order; one empty part when those found do not.
std::vector<DownloadPart> tiled(std::vector<DownloadPart> parts, uint64_t size_bytes) {
  std::ranges::sort(parts, {}, &DownloadPart::offset);
  uint64_t end = size_bytes;
  for (size_t i = parts.size(); i-- > 0;) {
    DownloadPart& part = parts[i];
    const bool reaches = part.offset <= end && part.size_bytes >= end - part.offset;
    if (!reaches) return {{.offset = 0, .size_bytes = size_bytes}};
    part.size_bytes = end - part.offset;
    part.completed_bytes = std::min(part.completed_bytes, part.size_bytes);
    end = part.offset;
  }
  if (end != 0 || parts.empty()) return {{.offset = 0, .size_bytes = size_bytes}};
  return parts;
}

std::vector<DownloadPart> noted_parts(const BlobStore& blobs, const Digest& digest, uint64_t size_bytes) {
  std::vector<DownloadPart> parts;
  for (const size_t n : noted_numbers(blobs, digest)) {
    const auto part = read_note(concat(note_prefix(blobs, digest), n), size_bytes);
    if (part) parts.push_back(*part);
  }
  return tiled(std::move(parts), size_bytes);
}

// Brings the file to its length, with the space on the disk. False: it had another one, so what it has is of no use.
Result<bool> set_length(const Descriptor& file, const std::string& folder, const std::string& path,
                        uint64_t size_bytes) {
  const struct stat info = TRY(file_info(file, path));
  const bool same = static_cast<uint64_t>(info.st_size) == size_bytes;
  const auto length = static_cast<off_t>(size_bytes);
  if (ftruncate(file.fd(), length) != 0) return write_error(folder, size_bytes);
  if (size_bytes > 0 && fallocate(file.fd(), 0, 0, length) != 0) {
    // A file system without this, or a signal: writing will tell.
    if (errno != EOPNOTSUPP && errno != ENOSYS && errno != EINTR) return write_error(folder, size_bytes);
  }
  return same;
}

}  // namespace

std::string DownloadFile::path() const { return concat(blobs_.folder(), "/", partial_name(digest_)); }

Result<std::optional<DownloadFile>> DownloadFile::open(const BlobStore& blobs, const Digest& digest,
                                                       uint64_t size_bytes) {
  const std::string path = concat(blobs.folder(), "/", partial_name(digest));
  // So that nobody takes the file for left behind between its opening and its lock.
  const StoreLock held = TRY(StoreLock::shared(blobs.root()));
  Descriptor file(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.is_open()) return write_error(blobs.folder(), size_bytes);
  if (TRY(try_lock_exclusive(file, path)) == InUse::kYes) return std::nullopt;
  DownloadFile download(blobs, digest, size_bytes, std::move(file));
  const auto same_length = set_length(download.file_, blobs.folder(), path, size_bytes);
  if (!same_length) {
    unlink(path.c_str());
    return std::unexpected(same_length.error());
  }
  if (!*same_length) download.forget_parts();
  download.parts_found_ = noted_parts(blobs, digest, size_bytes);
  // Numbered anew, in order.
  download.forget_parts();
  for (size_t n = 0; n < download.parts_found_.size(); ++n) TRY(download.note(n, download.parts_found_[n]));
  return std::optional<DownloadFile>(std::move(download));
}

uint64_t DownloadFile::bytes_set_aside(const BlobStore& blobs, const Digest& digest) {
  constexpr uint64_t kStatBlockBytes = 512;  // whatever the file system's own are
  struct stat info{};
  if (stat(concat(blobs.folder(), "/", partial_name(digest)).c_str(), &info) != 0) return 0;
  return static_cast<uint64_t>(info.st_blocks) * kStatBlockBytes;
}

Status DownloadFile::write(uint64_t offset, Bytes bytes) const {
  CHECK(offset <= size_bytes_ && bytes.size() <= size_bytes_ - offset);
  while (!bytes.empty()) {
    const ssize_t n = pwrite(file_.fd(), bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return write_error(blobs_.folder(), bytes.size());
    offset += static_cast<uint64_t>(n);
    bytes = bytes.subspan(static_cast<size_t>(n));
  }
  return {};
}

Result<size_t> DownloadFile::read(uint64_t offset, std::span<uint8_t> into) const {
  for (;;) {
    const ssize_t n = pread(file_.fd(), into.data(), into.size(), static_cast<off_t>(offset));
    if (n >= 0) return static_cast<size_t>(n);
    if (errno != EINTR) return system_error(path(), "cannot be read");
  }
}

Status DownloadFile::note(size_t n, const DownloadPart& part) const {
  std::string text =
      Json::object({{"N", n}, {"Offset", part.offset}, {"Size", part.size_bytes}, {"Completed", part.completed_bytes}})
          .dump();
  text.resize(kNoteBytes - 1, ' ');
  text += '\n';
  const std::string note_path = concat(note_prefix(blobs_, digest_), n);
  const Descriptor file(::open(note_path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644));
  if (!file.is_open() || pwrite(file.fd(), text.data(), text.size(), 0) != static_cast<ssize_t>(text.size())) {
    return write_error(blobs_.folder(), text.size());
  }
  return {};
}

void DownloadFile::forget_parts() const {
  for (const size_t n : noted_numbers(blobs_, digest_)) unlink(concat(note_prefix(blobs_, digest_), n).c_str());
}

Result<AddedBlob> DownloadFile::commit(const Digest& found) && {
  forget_parts();
  if (found != digest_) {
    unlink(path().c_str());
    return fail(ErrorCode::kCorrupt, concat("digest mismatch, file must be downloaded again: want ", digest_.text(),
                                            ", got ", found.text()));
  }
  return blobs_.add_partial(PartialFile::adopt(blobs_.folder(), partial_name(digest_), std::move(file_)), found);
}

}  // namespace hearth::store
