#include "api/ollama/transfer.h"

#include "api/members.h"
#include "api/ollama/named_model.h"

namespace hearth::ollama {
namespace {

Result<TransferRequest> parse(const Json& json, std::string_view type) {
  TransferRequest request;
  api::Fields fields(json, type);
  read_model_or_name(fields, request.model);
  fields.read("insecure", request.insecure);
  fields.read("stream", request.stream);
  fields.read("limit_rate", request.limit_rate);
  TRY(fields.finish(&request.warnings));
  if (request.limit_rate < 0) return fail(ErrorCode::kInvalidArgument, "limit_rate is below 0");
  return request;
}

}  // namespace

Result<TransferRequest> parse_pull_request(const Json& json) { return parse(json, "PullRequest"); }
Result<TransferRequest> parse_push_request(const Json& json) { return parse(json, "PushRequest"); }

Json to_json(const TransferRequest& request) {
  Json json = Json::object({{"model", request.model}});
  api::add_if_true(json, "insecure", request.insecure);
  if (!request.stream) json.set("stream", false);
  api::add_nonzero(json, "limit_rate", request.limit_rate);
  return json;
}

}  // namespace hearth::ollama
