// OutputFile: a file that appears under its name complete, or not at all.
//
// Bytes go to a temporary name beside it; commit() makes them durable and then renames. Without commit() the
// temporary file goes with the object.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace hearth::gguf {

class OutputFile {
 public:
  static Result<OutputFile> create(const std::string& path);
  OutputFile(OutputFile&& other) noexcept;
  OutputFile& operator=(OutputFile&&) = delete;
  ~OutputFile();

  Status append(Bytes bytes);
  Status commit();

 private:
  OutputFile() = default;
  Status write_all(Bytes bytes);
  Status system_error(std::string_view what) const;  // from errno

  std::string path_;
  std::string temporary_path_;  // empty once renamed
  std::vector<uint8_t> buffer_;
  int fd_ = -1;
};

}  // namespace hearth::gguf
