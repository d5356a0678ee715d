// GGUF files that a model is made from: which there are, what each is, and whether they fit each other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gguf/file.h"

namespace hearth::store {

// A file as its user calls it, which errors name, and where it is: an upload lies under its digest.
struct SourceFile {
  std::string name;
  std::string path;
};

enum class SourceRole : uint8_t {
  kModel,      // a language or embedding model
  kProjector,  // what turns images or sound into rows of a model
  kAdapter,    // low-rank changes of a model's weights
};

SourceRole role_of(const gguf::File& file);

struct Source {
  SourceFile origin;  // of the first part, when there are several
  gguf::File file;
  bool is_split = false;
};

// Opens every file; parts of a split model become one source. kInvalidArgument when a file is no GGUF file or a part
// of a split model is missing; kUnsupported for other formats of weights.
Result<std::vector<Source>> open_sources(const std::vector<SourceFile>& files);

// That an adapter was made for that model: the same architecture, and each pair of its matrices has the shape that the
// weight it changes takes.
Status check_adapter(const gguf::File& adapter, const gguf::File& model);

}  // namespace hearth::store
