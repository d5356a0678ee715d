// MappedFile: a file opened read-only, mapped for its headers and readable in pieces for its bulk.
//
// Reading weights by pread() into a small buffer keeps them out of the process's resident memory, which
// packing copies them into anyway. A file that shrinks while mapped raises SIGBUS on access; `read_at` turns
// that case into an error, and `unchanged` tells whether size or modification time moved since `open`.
#pragma once

#include <cstdint>
#include <ctime>
#include <span>
#include <string>

#include "base/bytes.h"
#include "base/result.h"

namespace hearth {

class MappedFile {
 public:
  MappedFile() = default;
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  ~MappedFile();

  // Opens a regular file. kNotFound when there is none, kIo when the system refuses.
  static Result<MappedFile> open(const std::string& path);

  const std::string& path() const { return path_; }
  Bytes bytes() const { return {data_, size_bytes_}; }
  uint64_t size_bytes() const { return size_bytes_; }

  // Fills `into` from `offset`. Thread-safe. kIo when the file ends before that.
  Status read_at(uint64_t offset, std::span<uint8_t> into) const;

  // kCorrupt when the file was modified after it was opened.
  Status unchanged() const;

  // Gives back the resident pages of the mapping; the next access reads them again from the page cache.
  void drop_resident() const;

 private:
  std::string path_;
  const uint8_t* data_ = nullptr;
  uint64_t size_bytes_ = 0;
  int fd_ = -1;
  timespec modified_{};
};

}  // namespace hearth
