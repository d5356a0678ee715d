// POST /api/embed, and its predecessor /api/embeddings: texts in, vectors out.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/ollama/model_request.h"
#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

struct EmbedRequest : ModelRequest {
  std::vector<std::string> input{};  // empty: the model is only loaded
  bool truncate = true;              // a text that is too long loses its end
  int64_t dimensions = 0;            // 0: all
  bool operator==(const EmbedRequest&) const = default;
};

struct EmbedResponse {
  std::string model{};
  std::vector<std::vector<float>> embeddings{};  // [n_input][n_dimensions]
  int64_t total_duration = 0;                    // nanoseconds
  int64_t load_duration = 0;
  int64_t prompt_eval_count = 0;
  api::Warnings warnings{};
  bool operator==(const EmbedResponse&) const = default;
};

Result<EmbedRequest> parse_embed_request(const Json& json);
Json to_json(const EmbedRequest& request);
Result<EmbedResponse> parse_embed_response(const Json& json);
Json to_json(const EmbedResponse& response);

// The older endpoint: one text, one vector.
struct EmbeddingsRequest : ModelRequest {
  std::string prompt{};
  bool operator==(const EmbeddingsRequest&) const = default;
};

struct EmbeddingsResponse {
  std::vector<float> embedding{};  // [n_dimensions]
  api::Warnings warnings{};
  bool operator==(const EmbeddingsResponse&) const = default;
};

Result<EmbeddingsRequest> parse_embeddings_request(const Json& json);
Json to_json(const EmbeddingsRequest& request);
Result<EmbeddingsResponse> parse_embeddings_response(const Json& json);
Json to_json(const EmbeddingsResponse& response);

}  // namespace hearth::ollama
