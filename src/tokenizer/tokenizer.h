// Tokenizer: text to token ids and back, as the model was trained, read from a GGUF file's metadata.
//
//   auto tokenizer = TRY(Tokenizer::load(file));
//   std::vector<int32_t> ids = tokenizer->encode("Hello <|im_end|>", {.special = SpecialTokens::kParse});
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "gguf/file.h"

namespace hearth::tokenizer {

enum class SpecialTokens {
  kParse,   // "<|im_end|>" in the text is the token of that name
  kAsText,  // it is just characters
};

enum class Bos {
  kAsModelWants,  // put the beginning-of-sequence token in front (and the end-of-sequence token behind) if the file
                  // says so
  kNever,
};

struct EncodeOptions {
  SpecialTokens special = SpecialTokens::kAsText;
  Bos bos = Bos::kAsModelWants;
};

class Tokenizer {
 public:
  virtual ~Tokenizer() = default;

  // Reads the vocabulary and `tokenizer.ggml.*` keys. The file must outlive the tokenizer (token texts are views
  // into it). Unknown models or pre-tokenizers, ids out of range, malformed byte tokens: an error naming the key.
  static Result<std::unique_ptr<Tokenizer>> load(const gguf::File& file);
  // The memory that load() will take, by the counts in the file; for a file that it would refuse, about that.
  static uint64_t memory_bytes(const gguf::File& file);

  // Any bytes are valid input, also invalid UTF-8. Thread-safe.
  virtual std::vector<int32_t> encode(std::string_view text, EncodeOptions options) const = 0;

  // The bytes of one token as they appear in generated text; empty for control tokens. `id` in [0, n_vocab).
  virtual std::string piece(int32_t id) const = 0;
  // The text of ids; control tokens contribute their name when `special` is kParse, else nothing. A leading space
  // that encode added is taken away again.
  virtual std::string decode(const std::vector<int32_t>& ids, SpecialTokens special) const = 0;
  // The token's own name as stored in the vocabulary ("<|im_end|>", "▁the", "Ġthe").
  virtual std::string_view name(int32_t id) const = 0;

  virtual int32_t n_vocab() const = 0;
  virtual int32_t bos() const = 0;  // -1 when the model has none
  virtual int32_t eos() const = 0;  // -1 when the model has none
  virtual bool is_control(int32_t id) const = 0;
  // eos, eot and the other tokens that end an answer.
  virtual bool is_end_of_generation(int32_t id) const = 0;
};

}  // namespace hearth::tokenizer
