// Vocabulary: a model's tokenizer without its weights, for what counts and translates tokens.
#pragma once

#include <memory>

#include "base/result.h"
#include "gguf/file.h"
#include "server/model_source.h"
#include "tokenizer/tokenizer.h"

namespace hearth::server {

struct Vocabulary {
  std::unique_ptr<gguf::File> file;  // stays where it is: the tokenizer looks into it
  std::unique_ptr<tokenizer::Tokenizer> tokenizer;
};

Result<Vocabulary> open_vocabulary(const ModelSource& source);

}  // namespace hearth::server
