// safetensors::File: the tensors of a .safetensors file, which Hugging Face's models are published in; checked
// completely when it is opened.
//
//   bytes 0-7     n, the length of the header, little-endian
//   n bytes       JSON: {"name": {"dtype": "F32", "shape": [2, 3], "data_offsets": [0, 24]}, "__metadata__": {...}}
//   the rest      the tensors, row by row, side by side from offset 0 to the end of the file
//
// After open() every tensor's shape, type and place agree with each other and with the bytes that are there.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/mapped_file.h"
#include "base/result.h"

namespace hearth::safetensors {

struct Tensor {
  std::string name{};
  std::string type{};             // "F32", "BF16", "I64", ...
  std::vector<uint64_t> shape{};  // rows first; empty for one number
  uint64_t offset = 0;            // of the first byte in the file
  uint64_t size_bytes = 0;

  uint64_t n_elements() const;
};

class File {
 public:
  // kNotFound, kIo; kCorrupt when the header is longer than the file, is not what it should be, or tensors overlap,
  // leave gaps or pass the end; kUnsupported for types that are not known. Errors name the file as `name`.
  static Result<File> open(const std::string& path, std::string_view name);

  std::span<const Tensor> tensors() const { return tensors_; }  // by offset
  // Fills `into` from byte `offset` of the tensor. Thread-safe.
  Status read(const Tensor& tensor, uint64_t offset, std::span<uint8_t> into) const;
  // kCorrupt when the file was modified since open().
  Status unchanged() const { return mapped_.unchanged(); }

 private:
  Status parse();

  MappedFile mapped_;
  std::vector<Tensor> tensors_;
};

}  // namespace hearth::safetensors
