#include "api/openai/response_format.h"

namespace hearth::openai {
namespace {

void read_schema(api::Reader& reader, ollama::Format& into) {
  reader.required_text("name");
  reader.text("description");
  reader.flag("strict");
  into.kind = ollama::Format::Kind::kSchema;
  if (const Json* schema = reader.object("schema"))
    into.schema = *schema;
  else
    reader.fail("schema", "is required");
}

}  // namespace

void read_response_format(api::Reader& owner, std::string_view name, FormatShape shape, ollama::Format& into) {
  const Json* json = owner.object(name);
  if (json == nullptr) return;
  api::Reader format(*json, owner.path_to(name), owner.report());
  const auto type = format.one_of("type", {"text", "json_object", "json_schema"});
  if (!type) format.fail("type", "is required");
  if (type == "json_object") into.kind = ollama::Format::Kind::kJson;
  if (type == "json_schema" && shape == FormatShape::kFlat) {
    read_schema(format, into);
  } else if (type == "json_schema") {
    if (const Json* inner = format.object("json_schema")) {
      api::Reader nested(*inner, format.path_to("json_schema"), owner.report());
      read_schema(nested, into);
      nested.finish();
    } else {
      format.fail("json_schema", "is required");
    }
  }
  format.finish();
}

}  // namespace hearth::openai
