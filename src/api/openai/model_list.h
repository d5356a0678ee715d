// GET /v1/models and /v1/models/:id: the models that are here.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/json.h"

namespace hearth::openai {

struct Model {
  std::string id{};     // its name
  int64_t created = 0;  // seconds since 1970
};

Json to_json(const Model& model);
Json to_json(const std::vector<Model>& models);

}  // namespace hearth::openai
