#include "api/ollama/errors.h"

#include <gtest/gtest.h>

namespace hearth::ollama {
namespace {

TEST(Failure, OfTheTableHasItsStatusAndText) {
  EXPECT_EQ(failure(Refusal::kModelNotFound, "x:1b"), (Failure{404, "model 'x:1b' not found"}));
  EXPECT_EQ(failure(Refusal::kModelNotFound, "{}"), (Failure{404, "model '{}' not found"}));
  EXPECT_EQ(failure(Refusal::kModelMissing), (Failure{400, "model is required"}));
  EXPECT_EQ(failure(Refusal::kServerBusy).status, 503);
}

TEST(Failure, AppendsWhatATextHasNoPlaceFor) {
  EXPECT_TRUE(failure(Refusal::kEngineStopped).message.ends_with("check ollama server logs for details"));
  EXPECT_TRUE(failure(Refusal::kEngineStopped, "out of memory").message.ends_with("for details: out of memory"));
}

TEST(Failure, OfAnErrorHasTheStatusOfItsCode) {
  EXPECT_EQ(failure(Error{ErrorCode::kInvalidArgument, "a"}), (Failure{400, "a"}));
  EXPECT_EQ(failure(Error{ErrorCode::kNotFound, "a"}).status, 404);
  for (const ErrorCode code : {ErrorCode::kCorrupt, ErrorCode::kUnsupported, ErrorCode::kOutOfMemory, ErrorCode::kIo}) {
    EXPECT_EQ(failure(Error{code, "a"}).status, 500);
  }
}

TEST(Failure, IsAnObjectWithAnError) { EXPECT_EQ(to_json(Failure{404, "no \"x\""}).dump(), R"({"error":"no \"x\""})"); }

TEST(Failure, IsUnderstoodByTheClient) {
  const Error error = parse_failure(404, to_json(failure(Refusal::kModelNotFound, "x")));
  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_EQ(error.message, "model 'x' not found");
  EXPECT_EQ(parse_failure(400, Json::parse(R"({"error":{"message":"m"}})").value()).message, "m");
  EXPECT_EQ(parse_failure(502, nullptr).message, "the server answered with status 502");
}

TEST(Failure, InAReplyIsItsError) {
  EXPECT_TRUE(refuse_failure(Json::object({{"status", "success"}})));
  EXPECT_EQ(refuse_failure(Json::object({{"error", "e"}})).error().message, "e");
}

}  // namespace
}  // namespace hearth::ollama
