// Reads the tensor section of a GGUF header and checks that each tensor's data is where the table says.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "gguf/cursor.h"
#include "gguf/file.h"

namespace hearth::gguf {

// The table's entries; their offsets are still relative to the start of the data.
Result<std::vector<TensorInfo>> read_tensor_table(Cursor& cursor, uint64_t count);

struct DataSection {
  uint64_t start;       // byte of the file, a multiple of `alignment`
  uint64_t alignment;   // a power of two
  uint64_t file_bytes;  // the data ends here at the latest
};

// Makes the offsets absolute. An error unless every tensor is aligned, inside the file and apart from the others.
Status place_tensors(std::vector<TensorInfo>& tensors, const DataSection& data);

}  // namespace hearth::gguf
