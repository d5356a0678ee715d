// Requests of Anthropic's API as text (api/test_wire_cases.h): what was understood, or why it was refused.
#include <gtest/gtest.h>

#include "api/anthropic/errors.h"
#include "api/anthropic/messages.h"
#include "api/anthropic/reply.h"
#include "api/body.h"
#include "api/members.h"
#include "api/test_wire_cases.h"

namespace hearth::anthropic {
namespace {

using Lines = std::vector<std::string>;

Json understood(const MessagesRequest& request) {
  Json json = Json::object({{"model", request.model}, {"options", api::to_json(request.options)}});
  api::add_if_true(json, "stream", request.stream);
  api::add_if_true(json, "caches", request.content.caches);
  json.set("messages", api::list_json(request.content.messages));
  if (!request.tools.empty()) json.set("tools", request.tools);
  if (request.tool_choice != api::ToolChoice{}) {
    json.set("choice", Json::object({{"kind", static_cast<int>(request.tool_choice.kind)},
                                     {"name", request.tool_choice.name},
                                     {"parallel", request.tool_choice.parallel}}));
  }
  if (request.think != ollama::Think::kUnset) json.set("think", ollama::to_json(request.think));
  return json;
}

TEST(AnthropicWire, MessagesAreUnderstoodAsWritten) {
  for (const api::WireCase& wire : api::read_wire_cases("anthropic")) {
    SCOPED_TRACE(wire.name);
    const auto json = api::parse_body(wire.sent);
    ASSERT_TRUE(json) << json.error().message;
    const auto request = wire.shape == "count" ? parse_count_request(*json) : parse_messages_request(*json);
    Lines lines;
    if (!request) {
      lines.push_back(concat("! ", request.error().status, " [", request.error().field, "] ", request.error().message));
    } else {
      lines.push_back("> " + understood(*request).dump());
      for (const std::string& line : request->warnings.lines()) lines.push_back("~ " + line);
    }
    EXPECT_EQ(lines, wire.expected);
  }
}

TEST(AnthropicWire, AFailureHasTheShapeThatClientsKnow) {
  EXPECT_EQ(to_json(api::Failure{.status = 503, .message = "busy"}).dump(),
            R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})");
}

TEST(AnthropicWire, AMessageIsMadeOfBlocks) {
  const Message message{.id = "msg_1",
                        .model = "m",
                        .content = {{.kind = Block::Kind::kThinking, .text = "hm"},
                                    {.text = "hi"},
                                    {.kind = Block::Kind::kToolUse, .id = "t", .name = "f"}},
                        .stop_reason = StopReason::kToolUse,
                        .usage = {.input_tokens = 3, .cache_read_tokens = 2, .output_tokens = 1}};
  EXPECT_EQ(
      to_json(message).dump(),
      R"({"id":"msg_1","type":"message","role":"assistant","model":"m","content":[)"
      R"({"type":"thinking","thinking":"hm","signature":""},{"type":"text","text":"hi"},)"
      R"({"type":"tool_use","id":"t","name":"f","input":{}}],"stop_reason":"tool_use","stop_sequence":null,)"
      R"("usage":{"input_tokens":3,"cache_creation_input_tokens":0,"cache_read_input_tokens":2,"output_tokens":1}})");
}

TEST(AnthropicWire, EventsAreNamedByTheirType) {
  EXPECT_EQ(block_delta(1, {.text = "x"}).data.dump(),
            R"({"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"x"}})");
  EXPECT_EQ(block_delta(0, {.kind = Block::Kind::kToolUse}).data.dump(),
            R"({"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}})");
  EXPECT_EQ(block_delta(0, {.kind = Block::Kind::kThinking, .text = "x"}).data.dump(),
            R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"x"}})");
  EXPECT_EQ(message_stop().name, "message_stop");
  EXPECT_EQ(*message_delta({.stop_reason = StopReason::kStopSequence, .stop_sequence = "s"}).data.find("delta"),
            Json::object({{"stop_reason", "stop_sequence"}, {"stop_sequence", "s"}}));
}

}  // namespace
}  // namespace hearth::anthropic
