#include "api/openai/embeddings.h"

#include <bit>
#include <limits>
#include <utility>

#include "api/limits.h"
#include "api/members.h"
#include "api/openai/chat.h"
#include "api/openai/text_or_tokens.h"
#include "api/reader.h"
#include "base/base64.h"

namespace hearth::openai {
namespace {

std::string little_endian(const std::vector<float>& numbers) {
  std::string bytes;
  bytes.reserve(numbers.size() * 4);
  for (const float number : numbers) {
    const auto bits = std::bit_cast<uint32_t>(number);
    for (int shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(bits >> shift & 255);
  }
  return bytes;
}

Json vector_json(const std::vector<float>& numbers, Encoding encoding) {
  return encoding == Encoding::kBase64 ? Json(base64_encode(little_endian(numbers))) : api::to_json(numbers);
}

}  // namespace

api::Attempt<EmbeddingsRequest> parse_embeddings_request(const Json& json) {
  api::ReadReport report;
  api::Reader body(json, "", report);
  EmbeddingsRequest request;
  request.model = body.required_text("model");
  read_texts_or_tokens(body, "input", api::kMaxInputs, request.input);
  request.dimensions = body.integer("dimensions", 1, std::numeric_limits<int32_t>::max()).value_or(0);
  request.truncate = body.flag("truncate").value_or(false);
  if (body.one_of("encoding_format", {"float", "base64"}) == "base64") request.encoding = Encoding::kBase64;
  ignore_labels(body);
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

Json to_json(const EmbeddingsReply& reply) {
  Json data = Json::array();
  for (size_t i = 0; i < reply.embeddings.size(); ++i) {
    data.push_back(Json::object(
        {{"object", "embedding"}, {"index", i}, {"embedding", vector_json(reply.embeddings[i], reply.encoding)}}));
  }
  Json json = Json::object(
      {{"object", "list"},
       {"data", std::move(data)},
       {"model", reply.model},
       {"usage", Json::object({{"prompt_tokens", reply.prompt_tokens}, {"total_tokens", reply.prompt_tokens}})}});
  api::add_nonempty(json, "warnings", reply.warnings);
  return json;
}

}  // namespace hearth::openai
