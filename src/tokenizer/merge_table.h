// MergeTable: tokenizer.ggml.merges as a table from two token ids to their rank and the token they become.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "gguf/file.h"
#include "tokenizer/merge.h"
#include "tokenizer/vocab.h"

namespace hearth::tokenizer {

class MergeTable {
 public:
  // kCorrupt when the merges are missing, or one is not two tokens of the vocabulary that make a third.
  static Result<MergeTable> load(const gguf::File& file, const Vocab& vocab);
  // What load() takes for the number of merges that the file says; 0 when it has none.
  static uint64_t memory_bytes(const gguf::File& file);

  // The Join of two tokens; its priority is the rank of the merge.
  Join find(int32_t left, int32_t right) const;

 private:
  struct Slot {
    int32_t left = -1;  // -1: the slot is free
    int32_t right = -1;
    Join join;
  };

  void insert(int32_t left, int32_t right, Join join);

  std::vector<Slot> slots_;  // a power of two, at most half of them used

  friend class MergeLoader;
};

}  // namespace hearth::tokenizer
