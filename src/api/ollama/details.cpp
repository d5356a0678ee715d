#include "api/ollama/details.h"

#include "api/members.h"

namespace hearth::ollama {

Json to_json(const Details& details) {
  Json json = Json::object({{"parent_model", details.parent_model},
                            {"format", details.format},
                            {"family", details.family},
                            {"families", api::to_json(details.families)},
                            {"parameter_size", details.parameter_size},
                            {"quantization_level", details.quantization_level}});
  api::add_nonzero(json, "context_length", details.context_length);
  api::add_nonzero(json, "embedding_length", details.embedding_length);
  return json;
}

void read_details(api::Fields& fields, Details& into) {
  fields.read("parent_model", into.parent_model);
  fields.read("format", into.format);
  fields.read("family", into.family);
  fields.read("families", into.families);
  fields.read("parameter_size", into.parameter_size);
  fields.read("quantization_level", into.quantization_level);
  fields.read("context_length", into.context_length);
  fields.read("embedding_length", into.embedding_length);
}

}  // namespace hearth::ollama
