#include "api/ollama/named_model.h"

namespace hearth::ollama {

void read_model_or_name(api::Fields& fields, std::string& into) {
  std::string name;
  fields.read("model", into);
  fields.read("name", name);
  if (into.empty()) into = name;
}

}  // namespace hearth::ollama
