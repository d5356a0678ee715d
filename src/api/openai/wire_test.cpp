// Requests of OpenAI's API as text (api/test_wire_cases.h). What was understood is shown as an object of all that is
// not as it is by default; a refusal by its status, the field at fault in brackets, and the message.
#include <gtest/gtest.h>

#include <functional>
#include <map>

#include "api/body.h"
#include "api/members.h"
#include "api/openai/chat.h"
#include "api/openai/completion.h"
#include "api/openai/errors.h"
#include "api/openai/model_list.h"
#include "api/openai/responses.h"
#include "api/openai/responses_reply.h"
#include "api/test_wire_cases.h"

namespace hearth::openai {
namespace {

template <class Request>
Json steering(const Request& request) {
  Json json = Json::object({{"model", request.model}});
  if (request.options != api::Options{}) json.set("options", api::to_json(request.options));
  if constexpr (requires { request.n; }) {
    if (request.n != 1) json.set("n", request.n);
  }
  if (request.n_logprobs >= 0) json.set("n_logprobs", request.n_logprobs);
  api::add_if_true(json, "stream", request.stream);
  if constexpr (requires { request.include_usage; }) {
    api::add_if_true(json, "include_usage", request.include_usage);
  }
  return json;
}

std::string_view kind_name(api::ToolChoice::Kind kind) {
  constexpr std::string_view kNames[] = {"auto", "none", "required", "named"};
  return kNames[static_cast<size_t>(kind)];
}

// What a chat and a response have alike.
template <class Request>
Json understood(const Request& request) {
  Json json = steering(request);
  if constexpr (requires { request.instructions; }) api::add_nonempty(json, "instructions", request.instructions);
  json.set("messages", api::list_json(request.messages));
  if (request.format.kind != ollama::Format::Kind::kNone) json.set("format", ollama::to_json(request.format));
  if (!request.tools.empty()) json.set("tools", request.tools);
  if (request.tool_choice != api::ToolChoice{}) {
    json.set("choice", Json::object({{"kind", kind_name(request.tool_choice.kind)},
                                     {"name", request.tool_choice.name},
                                     {"parallel", request.tool_choice.parallel}}));
  }
  if (request.think != ollama::Think::kUnset) json.set("think", ollama::to_json(request.think));
  return json;
}

template <>
Json understood(const CompletionRequest& request) {
  Json json = steering(request);
  Json prompts = Json::array();
  for (const TextOrTokens& prompt : request.prompts) {
    if (const auto* text = std::get_if<std::string>(&prompt)) {
      prompts.push_back(*text);
      continue;
    }
    Json ids = Json::array();
    for (const int32_t id : std::get<std::vector<int32_t>>(prompt)) ids.push_back(id);
    prompts.push_back(std::move(ids));
  }
  json.set("prompts", std::move(prompts));
  api::add_nonempty(json, "suffix", request.suffix);
  api::add_if_true(json, "echo", request.echo);
  return json;
}

using Lines = std::vector<std::string>;

template <auto parse>
Lines read(const Json& json) {
  const auto request = parse(json);
  if (!request) {
    const api::Failure& failure = request.error();
    return {concat("! ", failure.status, " [", failure.field, "] ", failure.message)};
  }
  Lines lines = {"> " + understood(*request).dump()};
  for (const std::string& line : request->warnings.lines()) lines.push_back("~ " + line);
  return lines;
}

void check_file(std::string_view name) {
  const std::map<std::string, std::function<Lines(const Json&)>> shapes = {
      {"chat", read<parse_chat_request>},
      {"completion", read<parse_completion_request>},
      {"responses", read<parse_responses_request>}};
  for (const api::WireCase& wire : api::read_wire_cases(name)) {
    SCOPED_TRACE(wire.name);
    const auto json = api::parse_body(wire.sent);
    ASSERT_TRUE(json) << json.error().message;
    ASSERT_TRUE(shapes.contains(wire.shape)) << wire.shape;
    EXPECT_EQ(shapes.at(wire.shape)(*json), wire.expected);
  }
}

TEST(OpenAiWire, ChatIsUnderstoodAsWritten) { check_file("openai_chat"); }
TEST(OpenAiWire, CompletionsAreUnderstoodAsWritten) { check_file("openai_completion"); }

TEST(OpenAiWire, ResponsesAreUnderstoodAsWritten) { check_file("openai_responses"); }

TEST(OpenAiWire, EventsOfAResponseAreNumbered) {
  ResponseEvents events;
  const OutputItem item{.id = "msg_1", .text = "hi"};
  EXPECT_EQ(events.delta(item, 0).dump(),
            R"({"type":"response.output_text.delta","sequence_number":0,"item_id":"msg_1","output_index":0,)"
            R"("content_index":0,"delta":"hi","logprobs":[]})");
  EXPECT_EQ(*events.item("response.output_item.added", item, 0).find("sequence_number"), Json(1));
}

TEST(OpenAiWire, ACallIsWholeWhenItIsDone) {
  OutputItem item{.kind = OutputItem::Kind::kFunctionCall, .id = "fc_1", .call = {.id = "call_1", .name = "f"}};
  item.call.arguments = Json::object({{"x", 1}});
  EXPECT_EQ(*to_json(item).find("arguments"), Json(""));
  item.status = ItemStatus::kCompleted;
  EXPECT_EQ(to_json(item).dump(), R"({"id":"fc_1","type":"function_call","status":"completed","call_id":"call_1",)"
                                  R"("name":"f","arguments":"{\"x\":1}"})");
  ResponseEvents events;
  EXPECT_EQ(events.done(item, 2).dump(),
            R"({"type":"response.function_call_arguments.done","sequence_number":0,"item_id":"fc_1",)"
            R"("output_index":2,"name":"f","arguments":"{\"x\":1}"})");
}

TEST(OpenAiWire, AnAnswerThatWasCutIsIncomplete) {
  Response response{.id = "resp_1", .status = Response::Status::kIncomplete};
  response.output = {{.id = "msg_1", .status = ItemStatus::kIncomplete, .text = "hi"}};
  ResponsesRequest request;
  request.model = "m";
  const Json json = to_json(response, request);
  EXPECT_EQ(json.find("incomplete_details")->dump(), R"({"reason":"max_output_tokens"})");
  EXPECT_EQ(*json.find("status"), Json("incomplete"));
  EXPECT_EQ(json.find("output")->if_array()->front().find("content")->if_array()->size(), 1u);
}

TEST(OpenAiWire, AFailureHasTheShapeThatClientsKnow) {
  const api::Failure failure{.status = 404, .message = "gone", .field = "model", .code = "model_not_found"};
  EXPECT_EQ(to_json(failure).dump(),
            R"({"error":{"message":"gone","type":"not_found_error","param":"model","code":"model_not_found"}})");
  EXPECT_EQ(to_json(api::Failure{.status = 500, .message = "x"}).dump(),
            R"({"error":{"message":"x","type":"api_error","param":null,"code":null}})");
}

TEST(OpenAiWire, AMessageOfCallsAloneHasNoContent) {
  ChatCompletion reply;
  reply.choices = {{.tool_calls = {{.id = "c", .name = "f", .arguments = Json::object({{"a", 1}})}},
                    .finish_reason = FinishReason::kToolCalls}};
  const Json json = to_json(reply);
  const Json& choice = json.find("choices")->if_array()->front();
  EXPECT_EQ(choice.find("message")->dump(),
            R"({"role":"assistant","content":null,"refusal":null,"tool_calls":[{"id":"c","type":"function",)"
            R"("function":{"name":"f","arguments":"{\"a\":1}"}}]})");
  EXPECT_EQ(*choice.find("finish_reason"), Json("tool_calls"));
}

TEST(OpenAiWire, OnlyTheLastChunkHasUsageWhenItWasAskedFor) {
  ChatChunk chunk;
  EXPECT_EQ(to_json(chunk).find("usage"), nullptr);
  chunk.usage_asked = true;
  EXPECT_TRUE(to_json(chunk).find("usage")->is_null());
  chunk.usage = Usage{.prompt_tokens = 3, .cached_tokens = 1, .completion_tokens = 2};
  EXPECT_EQ(*to_json(chunk).find("usage")->find("total_tokens"), Json(5));
}

TEST(OpenAiWire, LogprobsOfACompletionAreListsSideBySide) {
  Completion reply;
  reply.choices = {
      {.text = "ab",
       .logprobs = {{.token = "\xC3\xA4", .logprob = -1, .top_logprobs = {{"x", -0.5}}}, {.token = "b", .logprob = -2}},
       .text_offset = 4}};
  const Json json = to_json(reply);
  EXPECT_EQ(json.find("choices")->if_array()->front().find("logprobs")->dump(),
            "{\"tokens\":[\"\xC3\xA4\",\"b\"],\"token_logprobs\":[-1.0,-2.0],"
            "\"top_logprobs\":[{\"x\":-0.5},{}],\"text_offset\":[4,5]}");
}

TEST(OpenAiWire, AnEmptyListOfModelsIsOne) {
  EXPECT_EQ(to_json(std::vector<Model>{}).dump(), R"({"object":"list","data":[]})");
}

}  // namespace
}  // namespace hearth::openai
