#include "cli/repl/one_shot.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

class OneShot : public testing::Test {
 protected:
  Status run(const std::string& prompt, RunOptions options = {}) {
    options.model = "tiny";
    return run_prompt(backend_, screen_, options, prompt);
  }

  ScriptedBackend backend_;
  ReadableScreen screen_;
};

TEST_F(OneShot, PrintsTheAnswerAndTwoLineBreaks) {
  backend_.will_say("Hello");
  ASSERT_TRUE(run("hi"));
  EXPECT_EQ(screen_.printed, "Hello\n\n");
  ASSERT_EQ(backend_.generates.size(), 1u);
  EXPECT_EQ(backend_.generates[0].prompt, "hi");
  EXPECT_EQ(backend_.generates[0].think, ollama::Think::kUnset);
}

TEST_F(OneShot, VerboseShowsTheCounts) {
  backend_.will_say("Hello", {.eval_count = 2});
  ASSERT_TRUE(run("hi", {.verbose = true}));
  EXPECT_EQ(screen_.remarks, "eval count:           2 token(s)\n");
}

TEST_F(OneShot, AModelThatCanThinkDoes) {
  backend_.models[0].second.capabilities = {"completion", "thinking"};
  backend_.answers.push_back(
      {.chunks = {ScriptedBackend::said("", "Hm"), ScriptedBackend::said("Yes"), ScriptedBackend::done()}});
  ASSERT_TRUE(run("sure?"));
  EXPECT_EQ(backend_.generates[0].think, ollama::Think::kOn);
  EXPECT_EQ(screen_.printed, "Thinking...\nHm\n...done thinking.\n\nYes\n\n");
}

TEST_F(OneShot, AnEmptyPromptOnlyLoads) {
  ASSERT_TRUE(run(""));
  EXPECT_EQ(backend_.loads.size(), 1u);
  EXPECT_EQ(screen_.printed, "");
}

TEST_F(OneShot, AnEmbeddingIsOneLineOfJson) {
  backend_.models[0].second.capabilities = {"embedding"};
  ASSERT_TRUE(run("some text", {.dimensions = 2}));
  EXPECT_EQ(screen_.printed, "[0.5,-1.0]\n");
  EXPECT_EQ(backend_.embeds[0].input, std::vector<std::string>{"some text"});
  EXPECT_EQ(backend_.embeds[0].dimensions, 2);
  EXPECT_EQ(run("").error().message, "embedding models require input text. Usage: hearth run tiny \"your text here\"");
}

TEST_F(OneShot, CtrlCIsNoError) {
  backend_.answers.push_back({.chunks = {ScriptedBackend::said("Hel"), ScriptedBackend::said("lo")}});
  backend_.interrupts = true;
  ASSERT_TRUE(run("hi"));
  EXPECT_EQ(screen_.printed, "Hel\n\n");
}

TEST_F(OneShot, ErrorsAreTheBackends) {
  backend_.answers.push_back({.status = fail(ErrorCode::kIo, "no luck")});
  EXPECT_EQ(run("hi").error().message, "no luck");
  backend_.models.clear();
  EXPECT_EQ(run("hi").error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace hearth::cli
