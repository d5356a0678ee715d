// Vocabulary: a model's tokenizer without its weights, for what counts and translates tokens.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

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

// kInvalidArgument that names `field` unless all are tokens of the vocabulary.
Status check_tokens(const tokenizer::Tokenizer& tokenizer, const std::vector<int32_t>& tokens, std::string_view field);

}  // namespace hearth::server
