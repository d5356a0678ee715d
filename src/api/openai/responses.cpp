#include "api/openai/responses.h"

#include <limits>
#include <utility>

#include "api/openai/chat.h"
#include "api/openai/input_items.h"
#include "api/openai/reasoning.h"
#include "api/openai/response_format.h"
#include "api/openai/sampling.h"
#include "api/openai/tools.h"
#include "base/text.h"

namespace hearth::openai {
namespace {

using api::Reader;

// What needs answers to be kept, or tools of the server's own.
void refuse_unsupported(Reader& body) {
  body.refuse("previous_response_id", "is not supported: nothing is kept, send the whole conversation as input");
  body.refuse("conversation", "is not supported: nothing is kept, send the whole conversation as input");
  body.refuse("prompt", "is not supported: no prompts are kept");
  body.refuse("context_management", "is not supported");
  if (body.flag("background").value_or(false)) body.fail("background", "is not supported: nothing is kept");
  body.refuse("max_tool_calls", "is not supported: there are no tools of the server's own");
}

void read_text(Reader& body, ollama::Format& into) {
  const Json* json = body.object("text");
  if (json == nullptr) return;
  Reader text(*json, "text", body.report());
  read_response_format(text, "format", FormatShape::kFlat, into);
  const auto verbosity = text.one_of("verbosity", {"low", "medium", "high"});
  if (verbosity && verbosity != "medium") text.fail("verbosity", "is not supported");
  text.finish();
}

void read_include(Reader& body, ResponsesRequest& request) {
  const auto n_others = body.integer("top_logprobs", 0, 20);
  const Json::Array* wanted = body.list("include", 64);
  for (size_t i = 0; wanted != nullptr && i < wanted->size(); ++i) {
    const Json& what = (*wanted)[i];
    if (what == Json("message.output_text.logprobs"))
      request.n_logprobs = n_others.value_or(0);
    else if (what.if_string() == nullptr)
      body.fail("include", concat("expected strings, found ", api::type_name(what)));
    else
      body.report().warnings.add(
          concat("include of ", api::quoted_name(*what.if_string()), " is ignored: there is none"));
  }
  if (n_others.value_or(0) > 0 && request.n_logprobs < 0 && !body.failed()) {
    body.fail("top_logprobs", R"(needs "message.output_text.logprobs" in include)");
  }
}

void read_how(Reader& body, ResponsesRequest& request) {
  const auto limit = body.integer("max_output_tokens", 1, std::numeric_limits<int32_t>::max());
  if (limit) request.options.num_predict = limit;
  request.stream = body.flag("stream").value_or(false);
  body.ignore("stream_options", "events are never padded");
  if (body.one_of("truncation", {"auto", "disabled"}) == "auto") {
    body.report().warnings.add("field truncation is ignored: nothing of the input is left out");
  }
  if (const Json* metadata = body.object("metadata")) request.metadata = *metadata;
}

}  // namespace

api::Attempt<ResponsesRequest> parse_responses_request(const Json& json) {
  api::ReadReport report;
  Reader body(json, "", report);
  ResponsesRequest request;
  request.model = body.required_text("model");
  refuse_unsupported(body);
  request.instructions = body.text("instructions").value_or("");
  read_input(body, request.messages);
  read_sampling(body, request.options);
  read_how(body, request);
  read_text(body, request.format);
  read_tools(body, ToolShape::kFlat, request.tools);
  read_tool_choice(body, ToolShape::kFlat, request.tools, request.tool_choice);
  read_reasoning(body, request.think);
  read_include(body, request);
  ignore_labels(body);
  body.finish();
  if (report.failure) return std::unexpected(*std::move(report.failure));
  request.warnings = std::move(report.warnings);
  return request;
}

}  // namespace hearth::openai
