#include "server/vocabulary.h"

#include <utility>

namespace hearth::server {

Result<Vocabulary> open_vocabulary(const ModelSource& source) {
  auto file = std::make_unique<gguf::File>(TRY(gguf::File::open(source.weights.path)));
  auto tokenizer = TRY(tokenizer::Tokenizer::load(*file));
  return Vocabulary{.file = std::move(file), .tokenizer = std::move(tokenizer)};
}

}  // namespace hearth::server
