#include "server/openapi.h"

#include <algorithm>
#include <iterator>
#include <string>

#include "base/check.h"
#include "base/text.h"

namespace hearth::server {
namespace {

struct Endpoint {
  std::string_view method;  // as routes.def has it: kGet
  std::string_view path;
  std::string_view handler;
  std::string_view body_mode;
};

constexpr Endpoint kEndpoints[] = {
#define ROUTE(method, path, handler, body, max_body_bytes) {#method, path, #handler, #body},
#include "server/routes.def"
#undef ROUTE
};

struct RequestBody {
  std::string_view handler, schema;
};

constexpr RequestBody kRequestBodies[] = {
#define REQUEST_BODY(handler, schema) {#handler, schema},
#include "server/request_bodies.def"
#undef REQUEST_BODY
};

// "kGet" is "get".
std::string operation_name(std::string_view method) {
  std::string name(method.substr(1));
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return name;
}

// "/v1/models/:id" is "/v1/models/{id}"; each name becomes a parameter.
std::string path_template(std::string_view path, Json& parameters) {
  std::string text;
  while (!path.empty()) {
    const size_t end = std::min(path.find('/', 1), path.size());
    std::string_view segment = path.substr(0, end);
    path.remove_prefix(end);
    if (!segment.starts_with("/:")) {
      text += segment;
      continue;
    }
    segment.remove_prefix(2);
    text += concat("/{", segment, '}');
    parameters.push_back(Json::object({{"name", segment},
                                       {"in", "path"},
                                       {"required", true},
                                       {"schema", Json::object({{"type", "string"}, {"minLength", 1}})}}));
  }
  return text;
}

Json body_json(const Json& schema, std::string_view type) {
  Json content = Json::object();
  content.set(type, Json::object({{"schema", schema}}));
  return Json::object({{"required", true}, {"content", std::move(content)}});
}

Json operation(const Endpoint& endpoint, const Json& parameters) {
  Json json = Json::object(
      {{"operationId", concat(endpoint.handler, '_', operation_name(endpoint.method))},
       {"responses",
        Json::object({{"default", Json::object({{"description", "the answer, or why there is none"}})}})}});
  if (!parameters.if_array()->empty()) json.set("parameters", parameters);
  const auto* body = std::ranges::find(kRequestBodies, endpoint.handler, &RequestBody::handler);
  if (body != std::end(kRequestBodies)) {
    const Result<Json> schema = Json::parse(body->schema);
    CHECK(schema.has_value());
    json.set("requestBody", body_json(*schema, "application/json"));
  } else if (endpoint.body_mode == "kStreamed") {
    json.set("requestBody", body_json(Json::object(), "application/octet-stream"));
  }
  return json;
}

}  // namespace

Json openapi_json(std::string_view version) {
  Json paths = Json::object();
  for (const Endpoint& endpoint : kEndpoints) {
    Json parameters = Json::array();
    const std::string path = path_template(endpoint.path, parameters);
    const Json* known = paths.find(path);
    Json item = known == nullptr ? Json::object() : *known;
    item.set(operation_name(endpoint.method), operation(endpoint, parameters));
    paths.set(path, std::move(item));
  }
  return Json::object({{"openapi", "3.1.0"},
                       {"info", Json::object({{"title", "Hearth"}, {"version", version}})},
                       {"paths", std::move(paths)}});
}

}  // namespace hearth::server
