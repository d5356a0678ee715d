#include "api/ollama/inference_request.h"

#include "api/members.h"

namespace hearth::ollama {
namespace {

// Other servers have a field of this name that is a number; what it means to them is not what it means here.
void read_priority(api::Fields& fields, InferenceRequest& request) {
  const Json* json = fields.take("priority");
  if (json == nullptr) return;
  const std::string* text = json->if_string();
  if (text == nullptr) {
    return request.warnings.add("field \"priority\" is neither \"interactive\" nor \"batch\" and was ignored");
  }
  const Result<Priority> priority = parse_priority(*text);
  if (!priority) return fields.fail(priority.error());
  request.priority = *priority;
}

}  // namespace

void add_members(Json& object, const InferenceRequest& request) {
  add_members(object, static_cast<const ModelRequest&>(request));
  if (!request.stream) object.set("stream", false);
  if (request.format.kind != Format::Kind::kNone) object.set("format", to_json(request.format));
  if (request.think != Think::kUnset) object.set("think", to_json(request.think));
  api::add_if_true(object, "truncate", request.truncate);
  api::add_if_true(object, "shift", request.shift);
  api::add_if_true(object, "logprobs", request.logprobs);
  api::add_nonzero(object, "top_logprobs", request.top_logprobs);
  api::add_if_true(object, "_debug_render_only", request.debug_render_only);
  if (request.priority == Priority::kBatch) object.set("priority", "batch");
}

void read_members(api::Fields& fields, InferenceRequest& request) {
  read_members(fields, static_cast<ModelRequest&>(request));
  fields.read("stream", request.stream);
  fields.read_with("format", request.format, parse_format);
  fields.read_with("think", request.think, parse_think);
  fields.read("truncate", request.truncate);
  fields.read("shift", request.shift);
  fields.read("logprobs", request.logprobs);
  fields.read("top_logprobs", request.top_logprobs);
  fields.read("_debug_render_only", request.debug_render_only);
  read_priority(fields, request);
  if (request.top_logprobs < 0 || request.top_logprobs > 20) {
    fields.fail({ErrorCode::kInvalidArgument, "top_logprobs must be between 0 and 20"});
  }
}

}  // namespace hearth::ollama
