// Models in several files: NAME-00001-of-0000N.gguf and so on, beside each other.
//
// The first part is the one to open; it alone has the model's metadata. Which files belong to it follows from the
// path that the user gave, and what the files say about themselves (split.no, split.count) has to agree with it:
// metadata never becomes a path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "gguf/metadata.h"

namespace hearth::gguf {

struct SplitName {
  std::string stem;     // the path before "-00001-of-00003.gguf"
  uint32_t number = 1;  // 1 to count
  uint32_t count = 1;

  static std::optional<SplitName> parse(const std::string& path);  // nothing when it is named otherwise
  std::string part(uint32_t part_number) const;                    // the path of part 1 to count
};

// The other parts of the model whose first part is at `path`, in order; none when it is whole. An error when `path` is
// not the first part, contradicts its own metadata, or when a part is missing. The error names the file.
Result<std::vector<std::string>> find_other_parts(const std::string& path, const Metadata& metadata);

// That a part says it is number `number` of `count`. The error does not name the file.
Status check_part(const Metadata& metadata, uint32_t number, uint32_t count);

// That the parts have as many tensors together as the first one says. Nothing is required of a model in one file.
Status check_total(const Metadata& first, uint64_t n_tensors, size_t n_parts);

}  // namespace hearth::gguf
