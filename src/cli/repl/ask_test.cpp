#include "cli/repl/ask.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

class Ask : public testing::Test {
 protected:
  ScriptedBackend backend_;
  ReadableScreen screen_;
  TypedLines lines_{{}};
  Repl repl_{backend_, screen_, lines_, Session({.model = "tiny"}, {})};
};

TEST_F(Ask, ShowsTheAnswerAndRemembersIt) {
  backend_.answers.push_back(
      {.chunks = {ScriptedBackend::said("Hel"), ScriptedBackend::said("lo"), ScriptedBackend::done()}});
  ASSERT_TRUE(ask(repl_, "hi"));
  EXPECT_EQ(screen_.printed, "Hello\n\n");
  EXPECT_EQ(screen_.remarks, "");
  EXPECT_EQ(repl_.session.chat_request().messages.back(), (ollama::Message{.role = "assistant", .content = "Hello"}));
}

TEST_F(Ask, CtrlCKeepsWhatCame) {
  backend_.answers.push_back({.chunks = {ScriptedBackend::said("Hel"), ScriptedBackend::said("lo")}});
  backend_.interrupts = true;
  ASSERT_TRUE(ask(repl_, "hi"));
  EXPECT_EQ(screen_.printed, "Hel\n\n");
  EXPECT_EQ(repl_.session.chat_request().messages.back().content, "Hel");
  EXPECT_FALSE(repl_.leaving);
}

TEST_F(Ask, AnErrorIsShownAndTheQuestionTakenBack) {
  backend_.answers.push_back({.chunks = {ScriptedBackend::said("Hel")}, .status = fail(ErrorCode::kIo, "no luck")});
  ASSERT_TRUE(ask(repl_, "hi"));
  EXPECT_EQ(screen_.printed, "Hel\n");
  EXPECT_EQ(screen_.remarks, "Error: no luck\n");
  EXPECT_TRUE(repl_.session.chat_request().messages.empty());
}

TEST_F(Ask, VerboseShowsTheCountsAndWhatWasReused) {
  repl_.session.verbose = true;
  ollama::Metrics metrics{.prompt_eval_count = 30, .eval_count = 4};
  metrics.prompt_cached_count = 25;
  backend_.will_say("yes", metrics);
  ASSERT_TRUE(ask(repl_, "sure?"));
  EXPECT_EQ(screen_.remarks,
            "prompt eval count:    30 token(s)\n"
            "prompt cached count:  25 token(s)\n"
            "eval count:           4 token(s)\n");
}

TEST_F(Ask, WarnsWhenTheContextFills) {
  backend_.context_length = 100;
  backend_.will_say("yes", {.prompt_eval_count = 85, .eval_count = 6});
  ASSERT_TRUE(ask(repl_, "sure?"));
  EXPECT_TRUE(screen_.remarks.starts_with("warning: the context is nearly full: 91 of 100 tokens"));
}

TEST_F(Ask, SaysWhenAFullContextCutTheAnswer) {
  backend_.context_length = 100;
  backend_.answers.push_back(
      {.chunks = {ScriptedBackend::said("and so"),
                  ScriptedBackend::done({.prompt_eval_count = 60, .eval_count = 40}, ollama::DoneReason::kLength)}});
  ASSERT_TRUE(ask(repl_, "tell"));
  EXPECT_TRUE(screen_.remarks.starts_with("warning: the context is full: 100 of 100 tokens, and the answer was cut"));
}

TEST_F(Ask, PassesOnTheBackendsWarnings) {
  ollama::ChatChunk last = ScriptedBackend::done();
  last.warnings.add("the oldest two messages were dropped");
  backend_.answers.push_back({.chunks = {ScriptedBackend::said("ok"), last}});
  ASSERT_TRUE(ask(repl_, "hi"));
  EXPECT_EQ(screen_.remarks, "warning: the oldest two messages were dropped\n");
}

TEST_F(Ask, LeavesWhenNobodyReads) {
  backend_.will_say("text");
  screen_.closed = true;
  ASSERT_TRUE(ask(repl_, "hi"));
  EXPECT_TRUE(repl_.leaving);
}

}  // namespace
}  // namespace hearth::cli
