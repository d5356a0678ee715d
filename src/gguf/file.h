// gguf::File: a model file (GGUF v2 or v3, one part or several), checked completely when it is opened.
//
// After open() every count, string, array, dimension, offset and size has been compared with the bytes that are
// there; nobody behind this header has to distrust them again. Metadata strings and arrays are views into the
// mapping. Format: the GGUF specification of the ggml project.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"
#include "gguf/value.h"
#include "quant/format.h"

namespace hearth::gguf {

struct TensorInfo {
  std::string_view name;
  const quant::FormatInfo* format = nullptr;
  std::vector<uint64_t> dims;  // GGUF order: dims[0] is the row length (columns), dims[1] the number of rows
  uint64_t offset = 0;         // of the first byte, absolute in part `part`
  uint64_t size_bytes = 0;
  uint32_t part = 0;

  uint64_t columns() const { return dims.empty() ? 1 : dims[0]; }
  uint64_t rows() const {  // product of all dimensions but the first
    uint64_t n = 1;
    for (size_t i = 1; i < dims.size(); ++i) n *= dims[i];
    return n;
  }
};

class File {
 public:
  // Opens `path`; when it is part 1 of a split model (NAME-00001-of-0000N.gguf) opens the other parts beside it.
  // Errors name the file, the field, what was found and what is supported.
  static Result<File> open(const std::string& path);

  const std::string& path() const { return parts_[0].path(); }
  uint32_t version() const { return version_; }
  uint64_t size_bytes() const;    // of all parts
  uint64_t header_bytes() const;  // before the first tensor's data, of all parts: what stays mapped and is read

  // Metadata in file order (of the first part), and by key.
  std::span<const std::pair<std::string_view, Value>> metadata() const { return metadata_; }
  const Value* find(std::string_view key) const;
  // Typed look-ups: nothing when the key is absent or of another kind.
  std::optional<int64_t> find_integer(std::string_view key) const;
  std::optional<double> find_number(std::string_view key) const;
  std::optional<bool> find_boolean(std::string_view key) const;
  std::optional<std::string_view> find_string(std::string_view key) const;
  const Array* find_array(std::string_view key) const;

  std::span<const TensorInfo> tensors() const { return tensors_; }
  const TensorInfo* find_tensor(std::string_view name) const;

  // The whole tensor, mapped.
  Bytes bytes(const TensorInfo& tensor) const;
  // Fills `into` from byte `offset` of the tensor without mapping it (see base/mapped_file.h).
  Status read(const TensorInfo& tensor, uint64_t offset, std::span<uint8_t> into) const;
  // kCorrupt when any part was modified since open().
  Status unchanged() const;

 private:
  // The file and the tensors of the next part; kCorrupt when one has the name of a tensor that is already there.
  Status add_part(MappedFile mapped, std::vector<TensorInfo> tensors);

  std::vector<MappedFile> parts_;
  uint32_t version_ = 0;
  std::vector<std::pair<std::string_view, Value>> metadata_;
  std::unordered_map<std::string_view, size_t> metadata_index_;
  std::vector<TensorInfo> tensors_;
  std::unordered_map<std::string_view, size_t> tensor_index_;
};

}  // namespace hearth::gguf
