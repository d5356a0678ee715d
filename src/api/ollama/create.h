// POST /api/create: a new model from another one or from uploaded files.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "api/ollama/message.h"
#include "api/options.h"
#include "api/warnings.h"
#include "base/json.h"
#include "base/result.h"

namespace hearth::ollama {

// (name of the file, digest of its blob), in the order of the request.
using FileDigests = std::vector<std::pair<std::string, std::string>>;

struct CreateRequest {
  std::string model{};
  std::string from{};  // a model
  FileDigests files{};
  FileDigests adapters{};
  FileDigests draft_files{};
  std::string quantize{};  // "Q4_K_M"
  std::string draft_quantize{};
  std::string template_text{};  // empty: that of `from`
  std::vector<std::string> license{};
  std::string system{};             // empty: that of `from`
  api::Options parameters{};        // over those of `from`
  std::vector<Message> messages{};  // empty: those of `from`
  std::string renderer{};
  std::string parser{};
  std::string requires_version{};
  std::string remote_host{};
  Json env{};   // Hearth's own: settings of loading it, as a Modelfile's ENV has them; an object of texts, or null
  Json info{};  // what the client knows about the model: an object, or null
  bool stream = true;
  api::Warnings warnings{};
  bool operator==(const CreateRequest&) const = default;
};

Result<CreateRequest> parse_create_request(const Json& json);
Json to_json(const CreateRequest& request);

}  // namespace hearth::ollama
