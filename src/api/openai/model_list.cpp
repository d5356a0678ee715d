#include "api/openai/model_list.h"

namespace hearth::openai {

Json to_json(const Model& model) {
  return Json::object({{"id", model.id}, {"object", "model"}, {"created", model.created}, {"owned_by", "library"}});
}

Json to_json(const std::vector<Model>& models) {
  Json data = Json::array();
  for (const Model& model : models) data.push_back(to_json(model));
  return Json::object({{"object", "list"}, {"data", std::move(data)}});
}

}  // namespace hearth::openai
