#include "cli/repl/interactive.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

class Interactive : public testing::Test {
 protected:
  Status talk(std::vector<std::string> typed, RunOptions options = {.model = "tiny"}) {
    lines_ = TypedLines(std::move(typed));
    return talk_on(std::move(options));
  }
  Status talk_on(RunOptions options = {.model = "tiny"}) {
    Repl repl{backend_, screen_, lines_, Session(options, backend_.models[0].second)};
    return converse(repl, [&](const std::string& entry) { kept_.push_back(entry); });
  }

  ScriptedBackend backend_;
  ReadableScreen screen_;
  TypedLines lines_{{}};
  std::vector<std::string> kept_;
};

TEST_F(Interactive, TurnsFollowEachOther) {
  backend_.will_say("1");
  backend_.will_say("2");
  ASSERT_TRUE(talk({"one?", "", "two?", "/bye", "never read"}));
  EXPECT_EQ(screen_.printed, "1\n\n2\n\n");
  ASSERT_EQ(backend_.chats.size(), 2u);
  EXPECT_EQ(backend_.chats[1].messages.size(), 3u);
  EXPECT_EQ(backend_.chats[1].messages[1].content, "1");
}

TEST_F(Interactive, TheModelIsLoadedFirst) {
  backend_.load_status = fail(ErrorCode::kOutOfMemory, "too large");
  EXPECT_EQ(talk({"hi"}).error().message, "too large");
  EXPECT_TRUE(backend_.chats.empty());
}

TEST_F(Interactive, ReplaysWhatTheModelBeginsWith) {
  backend_.models[0].second.messages = {{.role = "system", .content = "no"},
                                        {.role = "user", .content = "hi"},
                                        {.role = "assistant", .content = "hello"}};
  ASSERT_TRUE(talk({}));
  EXPECT_EQ(screen_.printed, ">>> hi\nhello\n\n");
}

TEST_F(Interactive, ReplayedMessagesAreTheServersToSend) {
  backend_.models[0].second.messages = {{.role = "user", .content = "hi"}};
  backend_.will_say("1");
  ASSERT_TRUE(talk({"one?"}));
  EXPECT_EQ(backend_.chats[0].messages.size(), 1u);
}

TEST_F(Interactive, CtrlCTellsTheWayOutAndStays) {
  lines_.add({.kind = Line::Kind::kInterrupted});
  lines_.add({.text = "/bye"});
  ASSERT_TRUE(talk_on());
  EXPECT_EQ(screen_.printed, "Use Ctrl + d or /bye to exit.\n");
}

TEST_F(Interactive, KeepsWhatWasSentWhileTheUserWantsTo) {
  backend_.will_say("1");
  ASSERT_TRUE(talk({"one?", "/set nohistory", "/clear", "/set history", "/bye"}));
  EXPECT_EQ(kept_, (std::vector<std::string>{"one?", "/set nohistory", "/bye"}));
  EXPECT_EQ(lines_.remembered, kept_);
}

TEST_F(Interactive, AnEmbeddingModelCannotChat) {
  backend_.models[0].second.capabilities = {"embedding"};
  EXPECT_EQ(talk({}).error().message, "embedding models require input text. Usage: hearth run tiny \"your text here\"");
}

TEST_F(Interactive, ThinkingThatWasAskedForMustBePossible) {
  EXPECT_EQ(talk({}, {.model = "tiny", .think = ollama::Think::kOn}).error().message,
            "\"tiny\" does not support thinking");
  EXPECT_TRUE(talk({}, {.model = "tiny", .think = ollama::Think::kOff}));
}

TEST_F(Interactive, AModelThatIsNotHereIsAnErrorBeforeAnythingElse) {
  EXPECT_EQ(run_interactive(backend_, {.model = "absent"}).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace hearth::cli
