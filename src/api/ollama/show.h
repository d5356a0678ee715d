// POST /api/show: everything there is to know about one model.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/ollama/details.h"
#include "api/ollama/message.h"
#include "api/options.h"
#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"
#include "base/time_text.h"

namespace hearth::ollama {

struct ShowRequest {
  std::string model{};
  bool verbose = false;    // with the arrays of model_info
  std::string system{};    // shown in the place of the model's
  api::Options options{};  // shown over the model's
  api::Warnings warnings{};
  bool operator==(const ShowRequest&) const = default;
};

struct TensorEntry {
  std::string name{};
  std::string type{};  // "Q4_K"
  std::vector<uint64_t> shape{};
  bool operator==(const TensorEntry&) const = default;
};

struct ShowResponse {
  std::string license{};
  std::string modelfile{};
  std::string parameters{};  // one "name   value" per line
  std::string template_text{};
  std::string system{};
  Details details{};
  std::vector<Message> messages{};
  Json model_info = Json::object();  // the file's metadata: an object
  Json projector_info{};             // the same of a vision projector; null without one
  std::vector<TensorEntry> tensors{};
  std::vector<std::string> capabilities{};
  WallTime modified_at{};
  std::string requires_version{};  // the least version of Ollama that a Modelfile asks for
  api::Warnings warnings{};
  bool operator==(const ShowResponse&) const = default;
};

Result<ShowRequest> parse_show_request(const Json& json);
Json to_json(const ShowRequest& request);
Result<ShowResponse> parse_show_response(const Json& json);
Json to_json(const ShowResponse& response);

}  // namespace hearth::ollama
