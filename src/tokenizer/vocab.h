// Vocab: the tokens of a GGUF file: text, type and score by id, and id by text.
//
// Texts stay where they lie in the mapped file: the vocabulary keeps one 32-bit offset per token and a hash table
// of 8 bytes a slot, so that a quarter of a million tokens are ready within milliseconds of opening the file. Lengths
// are read once: should the file change underneath, texts change, but no access leaves the array.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "gguf/file.h"
#include "tokenizer/hash.h"

namespace hearth::tokenizer {

// The values of tokenizer.ggml.token_type.
enum class TokenType : uint8_t {
  kUndefined = 0,
  kNormal = 1,
  kUnknown = 2,
  kControl = 3,      // means something to the model, shows nothing
  kUserDefined = 4,  // is matched in the text before anything else
  kUnused = 5,
  kByte = 6,  // "<0x0A>": stands for a byte that no other token covers
};

class Vocab {
 public:
  // Reads tokenizer.ggml.tokens, .token_type and .scores. The file must outlive the vocabulary. kCorrupt when there
  // are no tokens, when two have the same text, or when types or scores are of another kind or too few.
  static Result<Vocab> load(const gguf::File& file);
  // What load() takes for the number of tokens that the file says.
  static uint64_t memory_bytes(const gguf::File& file);

  int32_t size() const { return static_cast<int32_t>(types_.size()); }
  std::string_view text(int32_t id) const {
    const auto i = static_cast<size_t>(id);
    const uint8_t* begin = strings_.data() + offsets_[i];
    return {reinterpret_cast<const char*>(begin), offsets_[i + 1] - offsets_[i] - sizeof(uint64_t)};
  }
  // The id of a token's text, or -1.
  int32_t find(std::string_view text) const { return find(text, hash_bytes(text)); }
  // The same in two steps for whoever looks up many: prefetch() gives the hash and starts loading the slot.
  uint64_t prefetch(std::string_view text) const {
    const uint64_t hash = hash_bytes(text);
    __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]);
    return hash;
  }
  int32_t find(std::string_view text, uint64_t hash) const;

  TokenType type(int32_t id) const { return types_[static_cast<size_t>(id)]; }
  // Control and unknown tokens: they are no text of their own.
  bool is_control(int32_t id) const { return type(id) == TokenType::kControl || type(id) == TokenType::kUnknown; }
  // For tokens that every file should mark as control tokens and some do not.
  void mark_control(int32_t id) { types_[static_cast<size_t>(id)] = TokenType::kControl; }

  bool has_scores() const { return !scores_.empty(); }
  float score(int32_t id) const { return scores_[static_cast<size_t>(id)]; }

 private:
  struct Slot {
    uint32_t tag;  // upper half of the text's hash
    int32_t id;    // plus 1; 0: the slot is free
  };

  Status read_texts(const gguf::Array& tokens);
  Status read_offsets(const gguf::Array& tokens);
  Status read_types(const gguf::File& file);
  Status read_scores(const gguf::File& file);
  Status insert(int32_t id, uint64_t hash);

  Bytes strings_;                  // the array's elements: a 64-bit length and the bytes, one after the other
  std::vector<uint32_t> offsets_;  // [n_vocab + 1] of the first byte of the text, in strings_
  std::vector<TokenType> types_;   // [n_vocab]
  std::vector<float> scores_;      // [n_vocab], or empty
  std::vector<Slot> slots_;        // a power of two, at most half of them used
};

}  // namespace hearth::tokenizer
