// Reads the key-value section of a GGUF header: every key, type, length and count is checked on the way.
#pragma once

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/result.h"
#include "gguf/cursor.h"
#include "gguf/value.h"

namespace hearth::gguf {

struct Metadata {
  std::vector<std::pair<std::string_view, Value>> entries;  // in file order
  std::unordered_map<std::string_view, size_t> index;

  const Value* find(std::string_view key) const;  // null when absent
};

Result<Metadata> read_metadata(Cursor& cursor, uint64_t count);

}  // namespace hearth::gguf
