#include "api/anthropic/messages.h"

#include <limits>
#include <utility>

#include "api/limits.h"
#include "api/openai/reasoning.h"
#include "api/openai/sampling.h"
#include "api/openai/tools.h"
#include "base/text.h"

namespace hearth::anthropic {
namespace {

using api::Reader;
using Kind = api::ToolChoice::Kind;

constexpr int64_t kMostTokens = std::numeric_limits<int32_t>::max();

void read_sampling(Reader& body, api::Options& into) {
  into.temperature = body.number("temperature", 0, 1);
  into.top_p = body.number("top_p", 0, 1);
  into.top_k = body.integer("top_k", 0, kMostTokens);
  openai::read_stop(body, "stop_sequences", into);
}

Json read_tool(const Json& json, std::string path, api::ReadReport& report) {
  Reader reader(json, std::move(path), report);
  if (const auto type = reader.text("type"); type && *type != "custom") {
    reader.fail("type", concat("tools of type ", api::quoted_name(*type), " are not supported"));
  }
  Json function = Json::object({{"name", reader.required_text("name")}});
  if (const auto text = reader.text("description")) function.set("description", *text);
  if (const Json* schema = reader.object("input_schema"))
    function.set("parameters", *schema);
  else
    reader.fail("input_schema", "is required");
  reader.ignore("cache_control", "prefixes are always cached");
  reader.finish();
  return Json::object({{"type", "function"}, {"function", std::move(function)}});
}

void read_tools(Reader& body, std::vector<Json>& into) {
  const Json::Array* tools = body.list("tools", api::kMaxTools);
  if (tools == nullptr) return;
  for (size_t i = 0; i < tools->size() && !body.failed(); ++i) {
    into.push_back(read_tool((*tools)[i], api::item_path("tools", i), body.report()));
  }
}

void read_tool_choice(Reader& body, MessagesRequest& request) {
  const Json* json = body.object("tool_choice");
  if (json == nullptr) return;
  Reader choice(*json, "tool_choice", body.report());
  const auto type = choice.one_of("type", {"auto", "any", "tool", "none"});
  if (!type) choice.fail("type", "is required");
  if (type == "any") request.tool_choice.kind = Kind::kRequired;
  if (type == "none") request.tool_choice.kind = Kind::kNone;
  if (type == "tool") request.tool_choice = {.kind = Kind::kNamed, .name = choice.required_text("name")};
  request.tool_choice.parallel = !choice.flag("disable_parallel_tool_use").value_or(false);
  choice.finish();
  openai::check_choice(body, "tool_choice", request.tools, request.tool_choice);
}

void read_thinking(Reader& body, ollama::Think& into) {
  const Json* json = body.object("thinking");
  if (json == nullptr) return;
  Reader thinking(*json, "thinking", body.report());
  const auto type = thinking.one_of("type", {"enabled", "disabled", "adaptive"});
  if (!type) thinking.fail("type", "is required");
  if (type == "enabled") into = ollama::Think::kOn;
  if (type == "disabled") into = ollama::Think::kOff;
  thinking.integer("budget_tokens", 1, kMostTokens);
  thinking.ignore("display", "thoughts are given whole");
  thinking.finish();
}

void read_format(const Json& json, api::ReadReport& report, ollama::Format& into) {
  Reader format(json, "output_config.format", report);
  if (!format.one_of("type", {"json_schema"})) format.fail("type", "is required");
  into.kind = ollama::Format::Kind::kSchema;
  if (const Json* schema = format.object("schema"))
    into.schema = *schema;
  else
    format.fail("schema", "is required");
  format.finish();
}

// How hard to think is said here, whether to think at all in `thinking`.
void read_output_config(Reader& body, MessagesRequest& request) {
  const Json* json = body.object("output_config");
  if (json == nullptr) return;
  Reader config(*json, "output_config", body.report());
  ollama::Think effort = ollama::Think::kUnset;
  openai::read_effort(config, "effort", effort);
  if (request.think == ollama::Think::kOn && effort != ollama::Think::kUnset) request.think = effort;
  if (const Json* format = config.object("format")) read_format(*format, body.report(), request.format);
  config.finish();
}

// What Anthropic has and Hearth has not.
void read_the_rest(Reader& body) {
  for (const std::string_view name : {"mcp_servers", "container", "context_management", "output_format"}) {
    body.refuse(name, "is not supported");
  }
  body.ignore("metadata", "nothing here looks at it");
  body.ignore("cache_control", "prefixes are always cached");
  if (const auto tier = body.text("service_tier"); tier && *tier != "auto" && *tier != "standard_only") {
    body.report().warnings.add("field service_tier is ignored: there is one tier");
  }
}

enum class Answers { kWanted, kNone };

api::Attempt<MessagesRequest> parse(const Json& json, Answers answers) {
  api::ReadReport report;
  Reader body(json, "", report);
  MessagesRequest request;
  request.model = body.required_text("model");
  read_content(body, request.content);
  request.options.num_predict = body.integer("max_tokens", 1, kMostTokens);
  if (answers == Answers::kWanted && !request.options.num_predict) body.fail("max_tokens", "is required");
  read_sampling(body, request.options);
  request.stream = body.flag("stream").value_or(false);
  read_tools(body, request.tools);
  read_tool_choice(body, request);
  read_thinking(body, request.think);
  read_output_config(body, request);
  read_the_rest(body);
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

}  // namespace

api::Attempt<MessagesRequest> parse_messages_request(const Json& json) { return parse(json, Answers::kWanted); }
api::Attempt<MessagesRequest> parse_count_request(const Json& json) { return parse(json, Answers::kNone); }

api::Options default_options() { return openai::default_options(); }

}  // namespace hearth::anthropic
