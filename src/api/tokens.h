// POST /api/tokenize and /api/detokenize, which are Hearth's own: text to a model's tokens, and back.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/failure.h"
#include "api/warnings.h"
#include "base/json.h"

namespace hearth::api {

struct TokenizeRequest {
  std::string model{};
  std::string content{};
  bool add_special = false;   // what the model wants at the beginning and the end
  bool parse_special = true;  // the name of a control token in the text is that token
  bool with_pieces = false;   // the reply has the text of each token too
  Warnings warnings{};
};
Attempt<TokenizeRequest> parse_tokenize_request(const Json& json);

struct TokenizeReply {
  std::vector<int32_t> tokens{};
  std::vector<std::string> pieces{};  // their bytes, when they were asked for
  Warnings warnings{};
};
Json to_json(const TokenizeReply& reply);

struct DetokenizeRequest {
  std::string model{};
  std::vector<int32_t> tokens{};
  Warnings warnings{};
};
Attempt<DetokenizeRequest> parse_detokenize_request(const Json& json);

struct DetokenizeReply {
  std::string content{};
  Warnings warnings{};
};
Json to_json(const DetokenizeReply& reply);

}  // namespace hearth::api
