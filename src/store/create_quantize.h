// Quantizing a model: every tensor is read, decoded, encoded in its new format and written, a few rows at a time, so
// that a model of any size passes through a bounded amount of memory.
#pragma once

#include <cstdint>
#include <functional>

#include "base/result.h"
#include "gguf/file.h"
#include "gguf/writer.h"
#include "store/create_tensor_formats.h"

namespace hearth::store {

// Bytes of the source that are done.
using OnBytes = std::function<void(uint64_t completed)>;

// kUnsupported unless the weights are F32, F16 or BF16: what has been quantized once only gets worse.
Status check_source_of_quantization(const gguf::File& source);

// The new file, for write_to(). The source outlives it. `on_bytes` is called while it is written.
gguf::Writer quantized(const gguf::File& source, const Quantization& quantization, OnBytes on_bytes);

// The same model in one file, whatever number of files it lies in.
gguf::Writer merged(const gguf::File& source);

}  // namespace hearth::store
