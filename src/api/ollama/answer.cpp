#include "api/ollama/answer.h"

#include <limits>

#include "api/members.h"

namespace hearth::ollama {
namespace {

void read_metrics(api::Fields& fields, Metrics& into) {
  fields.read("total_duration", into.total_duration);
  fields.read("load_duration", into.load_duration);
  fields.read("prompt_eval_count", into.prompt_eval_count);
  fields.read("prompt_cached_count", into.prompt_cached_count);
  fields.read("prompt_eval_duration", into.prompt_eval_duration);
  fields.read("eval_count", into.eval_count);
  fields.read("eval_duration", into.eval_duration);
}

void add_metrics(Json& object, const Metrics& metrics) {
  api::add_nonzero(object, "total_duration", metrics.total_duration);
  api::add_nonzero(object, "load_duration", metrics.load_duration);
  api::add_nonzero(object, "prompt_eval_count", metrics.prompt_eval_count);
  api::add_nonzero(object, "prompt_cached_count", metrics.prompt_cached_count);
  api::add_nonzero(object, "prompt_eval_duration", metrics.prompt_eval_duration);
  api::add_nonzero(object, "eval_count", metrics.eval_count);
  api::add_nonzero(object, "eval_duration", metrics.eval_duration);
}

void read_debug_info(api::Fields& fields, DebugInfo& into) {
  fields.read("rendered_template", into.rendered_template);
  fields.read("image_count", into.image_count);
}

}  // namespace

std::string_view name(DoneReason reason) {
  switch (reason) {
    case DoneReason::kNone:
      return "";
    case DoneReason::kStop:
      return "stop";
    case DoneReason::kLength:
      return "length";
    case DoneReason::kLoop:
      return "loop";
    case DoneReason::kLoad:
      return "load";
    case DoneReason::kUnload:
      return "unload";
  }
  return "";
}

DoneReason done_reason_named(std::string_view text) {
  for (const DoneReason reason :
       {DoneReason::kNone, DoneReason::kLength, DoneReason::kLoop, DoneReason::kLoad, DoneReason::kUnload}) {
    if (text == name(reason)) return reason;
  }
  return DoneReason::kStop;
}

void add_head(Json& object, const Answer& answer) {
  object.set("model", answer.model);
  object.set("created_at", time_text(answer.created_at));
}

void add_done(Json& object, const Answer& answer) {
  object.set("done", answer.done);
  api::add_nonempty(object, "done_reason", std::string(name(answer.done_reason)));
}

void add_tail(Json& object, const Answer& answer) {
  if (answer.debug_info) {
    object.set("_debug_info", Json::object({{"rendered_template", answer.debug_info->rendered_template},
                                            {"image_count", answer.debug_info->image_count}}));
  }
  add_metrics(object, answer.metrics);
  api::add_list(object, "logprobs", answer.logprobs);
  api::add_nonempty(object, "warnings", answer.warnings);
}

void read_members(api::Fields& fields, Answer& answer) {
  std::string done_reason;
  fields.read("model", answer.model);
  fields.read("created_at", answer.created_at);
  fields.read("done", answer.done);
  fields.read("done_reason", done_reason);
  answer.done_reason = done_reason_named(done_reason);
  read_metrics(fields, answer.metrics);
  fields.read_list("logprobs", "api.Logprob", answer.logprobs, std::numeric_limits<size_t>::max(), read_logprob);
  if (fields.take("_debug_info") != nullptr) {
    fields.read_struct("_debug_info", "api.DebugInfo", answer.debug_info.emplace(), read_debug_info);
  }
  api::read_warnings(fields, answer.warnings);
}

}  // namespace hearth::ollama
