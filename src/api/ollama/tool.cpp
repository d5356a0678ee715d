#include "api/ollama/tool.h"

#include <string>

#include "api/limits.h"

namespace hearth::ollama {
namespace {

// Where nothing of a schema is read, since whatever else it says is for the model alone.
struct Ignored {};

void check_parameters(api::Fields& fields, Ignored&) {
  std::string text;
  std::vector<std::string> required;
  Json properties;
  fields.read("type", text);
  fields.read("required", required);
  fields.read_object("properties", properties);
  if (properties.is_null()) return;
  for (const auto& [name, schema] : *properties.if_object()) {
    if (schema.if_object() == nullptr) {
      return fields.fail_type("properties", schema, "api.ToolProperty");
    }
  }
}

void check_function(api::Fields& fields, Ignored& ignored) {
  std::string text;
  fields.read("name", text);
  fields.read("description", text);
  fields.read_struct("parameters", "api.ToolFunctionParameters", ignored, check_parameters);
}

void check_tool(api::Fields& fields, Ignored& ignored) {
  std::string text;
  fields.read("type", text);
  fields.read_struct("function", "api.ToolFunction", ignored, check_function);
}

}  // namespace

void read_tools(api::Fields& fields, std::vector<Json>& into) {
  const Json::Array* tools = fields.take_array("tools", "api.Tools", api::kMaxTools);
  if (tools == nullptr) return;
  into = *tools;
  std::vector<Ignored> ignored;
  fields.read_list("tools", "api.Tool", ignored, api::kMaxTools, check_tool);
}

}  // namespace hearth::ollama
