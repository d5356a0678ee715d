#include "cli/json_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

using testing::HasSubstr;

class JsonRun : public testing::Test {
 protected:
  Json run(RunOptions options, int32_t n_logprobs = -1) {
    options.model = "tiny";
    const Status status = run_json(backend_, screen_, options, "hi", n_logprobs);
    EXPECT_TRUE(status) << status.error().message;
    return Json::parse(screen_.printed).value_or(Json());
  }

  ScriptedBackend backend_;
  ReadableScreen screen_;
};

TEST_F(JsonRun, IsOneObjectOnOneLine) {
  backend_.answers.push_back(
      {.chunks = {ScriptedBackend::said("Hel", "Hm"), ScriptedBackend::said("lo"), ScriptedBackend::done()}});
  const Json json = run({});
  EXPECT_EQ(screen_.printed.find('\n'), screen_.printed.size() - 1);
  EXPECT_EQ(*json.find("response")->if_string(), "Hello");
  EXPECT_EQ(*json.find("thinking")->if_string(), "Hm");
  EXPECT_EQ(*json.find("done"), Json(true));
}

TEST_F(JsonRun, AsksForWhatWasAskedFor) {
  backend_.will_say("Hello");
  run({.raw = true}, 3);
  ASSERT_EQ(backend_.generates.size(), 1u);
  EXPECT_TRUE(backend_.generates[0].raw);
  EXPECT_TRUE(backend_.generates[0].logprobs);
  EXPECT_EQ(backend_.generates[0].top_logprobs, 3);
}

TEST_F(JsonRun, AnUnknownModelSaysWhatToDo) {
  const Status status = run_json(backend_, screen_, {.model = "tinny"}, "hi", -1);
  ASSERT_FALSE(status);
  EXPECT_THAT(status.error().message, HasSubstr("did you mean 'tiny'?"));
}

}  // namespace
}  // namespace hearth::cli
