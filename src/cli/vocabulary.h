// Vocabulary: a model file opened for its tokenizer only, and token ids as text.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gguf/file.h"
#include "tokenizer/tokenizer.h"

namespace hearth::cli {

struct Vocabulary {
  std::unique_ptr<gguf::File> file;
  std::unique_ptr<tokenizer::Tokenizer> tokenizer;  // reads from `file`

  static Result<Vocabulary> open(const std::string& path);
};

// "[1,2,3]".
std::string ids_text(std::span<const int32_t> ids);
// The numbers of a text in which they are separated by spaces, commas and brackets. An error names what is no id
// below `n_vocab`.
Result<std::vector<int32_t>> parse_ids(std::string_view text, int32_t n_vocab);

}  // namespace hearth::cli
