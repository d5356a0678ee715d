// SpecialIds: which tokens open and close a text, which end an answer, and what encode adds on its own.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "gguf/file.h"
#include "tokenizer/vocab.h"

namespace hearth::tokenizer {

struct SpecialIds {
  int32_t bos = -1;  // -1: the model has none
  int32_t eos = -1;
  int32_t unknown = -1;
  bool add_bos = false;
  bool add_eos = false;
  bool add_space_prefix = false;             // a text starts as if a space stood before it
  std::vector<int32_t> end_of_generation{};  // ascending

  bool ends_generation(int32_t id) const;
};

// Reads the tokenizer.ggml.*_id and add_* keys over `defaults`, which hold what the kind of tokenizer does when its
// file says nothing. An id that is not in the vocabulary is kCorrupt. Tokens that end an answer and that the file
// does not mark as control tokens are marked in `vocab`.
Result<SpecialIds> load_special_ids(const gguf::File& file, SpecialIds defaults, Vocab& vocab);

}  // namespace hearth::tokenizer
