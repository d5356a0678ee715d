// POST /v1/embeddings: texts in, vectors out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/failure.h"
#include "api/openai/completion.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::openai {

enum class Encoding {
  kFloat,
  kBase64,  // of the little-endian floats
};

struct EmbeddingsRequest {
  std::string model{};
  std::vector<TextOrTokens> input{};  // at least one
  int64_t dimensions = 0;             // 0: all
  bool truncate = false;              // Hearth's own: a text that is too long loses its end, and is not refused
  Encoding encoding = Encoding::kFloat;
  api::Warnings warnings{};
};
api::Attempt<EmbeddingsRequest> parse_embeddings_request(const Json& json);

struct EmbeddingsReply {
  std::string model{};  // as the request named it
  std::vector<std::vector<float>> embeddings{};
  Encoding encoding = Encoding::kFloat;
  int64_t prompt_tokens = 0;
  api::Warnings warnings{};
};
Json to_json(const EmbeddingsReply& reply);

}  // namespace hearth::openai
