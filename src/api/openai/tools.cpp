#include "api/openai/tools.h"

#include <algorithm>
#include <utility>

#include "api/limits.h"
#include "base/text.h"

namespace hearth::openai {
namespace {

using api::Reader;
using Kind = api::ToolChoice::Kind;

Json read_function(Reader& reader) {
  Json function = Json::object({{"name", reader.required_text("name")}});
  if (const auto text = reader.text("description")) function.set("description", *text);
  if (const Json* schema = reader.object("parameters")) function.set("parameters", *schema);
  if (reader.flag("strict").value_or(false)) function.set("strict", true);
  return function;
}

Json read_tool(const Json& json, std::string path, ToolShape shape, api::ReadReport& report) {
  Reader reader(json, std::move(path), report);
  const std::string type = reader.required_text("type");
  if (type != "function") {
    reader.fail("type", concat("tools of type ", api::quoted_name(type), R"( are not supported, expected "function")"));
  }
  Json function = Json::object();
  if (shape == ToolShape::kFlat) {
    function = read_function(reader);
  } else if (const Json* inner = reader.object("function")) {
    Reader nested(*inner, reader.path_to("function"), report);
    function = read_function(nested);
    nested.finish();
  } else {
    reader.fail("function", "is required");
  }
  reader.finish();
  return Json::object({{"type", "function"}, {"function", std::move(function)}});
}

// {"type": "function", "function": {"name": ...}}, or flat.
void read_named(Reader& body, const Json& json, ToolShape shape, api::ToolChoice& into) {
  Reader choice(json, body.path_to("tool_choice"), body.report());
  choice.one_of("type", {"function"});
  into.kind = Kind::kNamed;
  if (shape == ToolShape::kFlat) {
    into.name = choice.required_text("name");
  } else if (const Json* inner = choice.object("function")) {
    Reader nested(*inner, choice.path_to("function"), body.report());
    into.name = nested.required_text("name");
    nested.finish();
  } else {
    choice.fail("function", "is required");
  }
  choice.finish();
}

}  // namespace

const std::string& tool_name(const Json& tool) { return *tool.find("function")->find("name")->if_string(); }

void read_tools(Reader& body, ToolShape shape, std::vector<Json>& into) {
  const Json::Array* tools = body.list("tools", api::kMaxTools);
  if (tools == nullptr) return;
  for (size_t i = 0; i < tools->size() && !body.failed(); ++i) {
    into.push_back(read_tool((*tools)[i], api::item_path("tools", i), shape, body.report()));
  }
}

void check_choice(Reader& body, std::string_view field, const std::vector<Json>& tools, const api::ToolChoice& choice) {
  if (body.failed()) return;
  if (choice.kind == Kind::kRequired && tools.empty()) return body.fail(field, "a tool is required, and there is none");
  if (choice.kind != Kind::kNamed) return;
  if (!std::ranges::any_of(tools, [&](const Json& tool) { return tool_name(tool) == choice.name; })) {
    body.fail(field, concat("there is no tool named ", api::quoted_name(choice.name)));
  }
}

void read_tool_choice(Reader& body, ToolShape shape, const std::vector<Json>& tools, api::ToolChoice& into) {
  into.parallel = body.flag("parallel_tool_calls").value_or(true);
  const Json* json = body.take("tool_choice");
  if (json == nullptr) return;
  if (json->if_object() != nullptr) {
    read_named(body, *json, shape, into);
  } else if (const auto word = body.one_of("tool_choice", {"auto", "none", "required"})) {
    into.kind = *word == "none" ? Kind::kNone : *word == "required" ? Kind::kRequired : Kind::kAuto;
  }
  check_choice(body, "tool_choice", tools, into);
}

}  // namespace hearth::openai
