#include "server/vocabulary.h"

#include <utility>

#include "base/text.h"

namespace hearth::server {

Result<Vocabulary> open_vocabulary(const ModelSource& source) {
  auto file = std::make_unique<gguf::File>(TRY(gguf::File::open(source.weights.path)));
  auto tokenizer = TRY(tokenizer::Tokenizer::load(*file));
  return Vocabulary{.file = std::move(file), .tokenizer = std::move(tokenizer)};
}

Status check_tokens(const tokenizer::Tokenizer& tokenizer, const std::vector<int32_t>& tokens, std::string_view field) {
  for (const int32_t token : tokens) {
    if (token >= 0 && token < tokenizer.n_vocab()) continue;
    return fail(ErrorCode::kInvalidArgument,
                concat(field, ": token ", token, " is not in the vocabulary of ", tokenizer.n_vocab()));
  }
  return {};
}

}  // namespace hearth::server
