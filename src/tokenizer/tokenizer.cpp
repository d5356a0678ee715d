#include "tokenizer/tokenizer.h"

#include "base/text.h"
#include "tokenizer/bpe.h"
#include "tokenizer/spm.h"
#include "tokenizer/wordpiece.h"

namespace hearth::tokenizer {

Result<std::unique_ptr<Tokenizer>> Tokenizer::load(const gguf::File& file) {
  constexpr std::string_view kModelKey = "tokenizer.ggml.model";
  const auto model = file.find_string(kModelKey);
  if (!model) return fail(ErrorCode::kCorrupt, concat(kModelKey, ": missing, expected a string"));
  if (*model == "bert") return WordPieceTokenizer::load(file);
  if (*model == "gpt2") return BpeTokenizer::load(file);
  if (*model == "llama") return SpmTokenizer::load(file);
  return fail(ErrorCode::kUnsupported,
              concat(kModelKey, ": found '", *model,
                     "', supported are bert (WordPiece), gpt2 (byte-level BPE) and llama (SentencePiece BPE)"));
}

uint64_t Tokenizer::memory_bytes(const gguf::File& file) {
  return Vocab::memory_bytes(file) + MergeTable::memory_bytes(file);
}

}  // namespace hearth::tokenizer
