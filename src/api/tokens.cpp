#include "api/tokens.h"

#include <limits>
#include <utility>

#include "api/members.h"
#include "api/reader.h"
#include "base/text.h"
#include "base/utf8.h"

namespace hearth::api {
namespace {

void read_ids(Reader& body, std::vector<int32_t>& into) {
  const Json::Array* ids = body.required_list("tokens", std::numeric_limits<size_t>::max());
  if (ids == nullptr) return;
  into.reserve(ids->size());
  for (size_t i = 0; i < ids->size(); ++i) {
    const int64_t* id = (*ids)[i].if_int64();
    if (id == nullptr || *id < 0 || *id > std::numeric_limits<int32_t>::max()) {
      const std::string where = item_path("tokens", i);
      return body.report().fail(where, concat(where, ": expected the number of a token"));
    }
    into.push_back(static_cast<int32_t>(*id));
  }
}

// A text, or the numbers of bytes that are none: half a character, say.
Json piece_json(const std::string& piece) {
  if (utf8::is_valid(piece)) return piece;
  Json bytes = Json::array();
  for (const char byte : piece) bytes.push_back(static_cast<unsigned char>(byte));
  return bytes;
}

}  // namespace

Attempt<TokenizeRequest> parse_tokenize_request(const Json& json) {
  ReadReport report;
  Reader body(json, "", report);
  TokenizeRequest request;
  request.model = body.required_text("model");
  const auto content = body.text("content");
  if (!content) body.fail("content", "is required");
  request.content = content.value_or("");
  request.add_special = body.flag("add_special").value_or(request.add_special);
  request.parse_special = body.flag("parse_special").value_or(request.parse_special);
  request.with_pieces = body.flag("with_pieces").value_or(request.with_pieces);
  body.flag("stream");  // some clients send it with everything; there is nothing to stream
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

Json to_json(const TokenizeReply& reply) {
  Json json = Json::object();
  Json tokens = Json::array();
  for (const int32_t id : reply.tokens) tokens.push_back(id);
  json.set("tokens", std::move(tokens));
  if (!reply.pieces.empty()) {
    Json pieces = Json::array();
    for (const std::string& piece : reply.pieces) pieces.push_back(piece_json(piece));
    json.set("pieces", std::move(pieces));
  }
  add_nonempty(json, "warnings", reply.warnings);
  return json;
}

Attempt<DetokenizeRequest> parse_detokenize_request(const Json& json) {
  ReadReport report;
  Reader body(json, "", report);
  DetokenizeRequest request;
  request.model = body.required_text("model");
  read_ids(body, request.tokens);
  body.flag("stream");
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

Json to_json(const DetokenizeReply& reply) {
  Json json = Json::object({{"content", reply.content}});
  add_nonempty(json, "warnings", reply.warnings);
  return json;
}

}  // namespace hearth::api
