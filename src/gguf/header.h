// The header of one GGUF file, checked completely against the bytes of that file. File puts parts together from it;
// tests and the fuzzer give it bytes that never were a file.
#pragma once

#include <cstdint>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "gguf/file.h"
#include "gguf/metadata.h"

namespace hearth::gguf {

inline constexpr char kMagic[] = {'G', 'G', 'U', 'F'};
inline constexpr uint32_t kNewestVersion = 3;
inline constexpr uint32_t kDefaultAlignment = 32;

// kUnsupported or kCorrupt unless `value` is a u32, a power of two, and 8 to 1 MiB.
Result<uint32_t> checked_alignment(const Value& value);

struct Header {
  uint32_t version = 0;
  Metadata metadata;                // views into the bytes
  std::vector<TensorInfo> tensors;  // placed and inside the bytes; names may still repeat
};

// `file` is a whole file. Errors do not name it: the caller does.
Result<Header> parse_header(Bytes file);

}  // namespace hearth::gguf
