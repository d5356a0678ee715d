#include "cli/repl/session.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using ollama::Message;
using ollama::Think;

Session session_with(ollama::ShowResponse info = {}) { return {{.model = "tiny"}, std::move(info)}; }

TEST(Session, ARequestHoldsTheWholeConversation) {
  Session session = session_with();
  session.add_question("one?");
  session.add_answer("1", "");
  session.add_question("two?");
  const ollama::ChatRequest request = session.chat_request();
  EXPECT_EQ(request.model, "tiny");
  EXPECT_EQ(request.messages, (std::vector<Message>{{.role = "user", .content = "one?"},
                                                    {.role = "assistant", .content = "1"},
                                                    {.role = "user", .content = "two?"}}));
}

TEST(Session, TheNextRequestBeginsWithTheOneBefore) {
  Session session = session_with();
  session.system = "Be brief.";
  session.add_question("one?");
  const std::vector<Message> before = session.chat_request().messages;
  session.add_answer("1", "");
  session.add_question("two?");
  std::vector<Message> after = session.chat_request().messages;
  ASSERT_GT(after.size(), before.size());
  after.resize(before.size());
  EXPECT_EQ(after, before);
}

TEST(Session, TheUsersSystemMessageComesFirst) {
  Session session = session_with();
  session.add_question("why?");
  session.system = "Be brief.";
  EXPECT_EQ(session.chat_request().messages.front(), (Message{.role = "system", .content = "Be brief."}));
}

TEST(Session, AnEmptyAnswerIsNotRemembered) {
  Session session = session_with();
  session.add_question("why?");
  session.add_answer("", "");
  EXPECT_EQ(session.chat_request().messages.size(), 1u);
}

TEST(Session, AModelThatCanThinkDoesUnlessToldNotTo) {
  Session session = session_with({.capabilities = {"completion", "thinking"}});
  EXPECT_EQ(session.chat_request().think, Think::kOn);
  session.think = Think::kLow;
  EXPECT_EQ(session.chat_request().think, Think::kLow);
  session.think = Think::kOff;
  EXPECT_EQ(session.chat_request().think, Think::kOff);
}

TEST(Session, AModelThatCannotThinkIsNotAskedTo) {
  Session session = session_with({.capabilities = {"completion"}});
  session.think = Think::kOn;
  EXPECT_EQ(session.chat_request().think, Think::kUnset);
}

TEST(Session, ClearForgetsWhatWasSaidOnly) {
  Session session = session_with();
  session.system = "Be brief.";
  session.add_question("why?");
  session.clear();
  EXPECT_EQ(session.chat_request().messages.size(), 1u);
}

TEST(Session, AnotherModelStartsAnew) {
  Session session = session_with();
  session.add_question("why?");
  session.system = "Be brief.";
  session.options.num_ctx = 512;
  session.change_model("other", {});
  EXPECT_EQ(session.chat_request().model, "other");
  EXPECT_TRUE(session.chat_request().messages.empty());
  EXPECT_EQ(session.chat_request().options, api::Options{});
}

TEST(Session, SavingKeepsWhatTheModelBeganWith) {
  Session session = session_with({.messages = {{.role = "user", .content = "hi"}}});
  session.system = "Be brief.";
  session.options.temperature = 0.5;
  EXPECT_TRUE(session.save_request("mine").messages.empty());
  session.add_question("why?");
  const ollama::CreateRequest request = session.save_request("mine");
  EXPECT_EQ(request.model, "mine");
  EXPECT_EQ(request.from, "tiny");
  EXPECT_EQ(request.system, "Be brief.");
  EXPECT_EQ(request.parameters, session.options);
  EXPECT_EQ(request.messages,
            (std::vector<Message>{{.role = "user", .content = "hi"}, {.role = "user", .content = "why?"}}));
}

}  // namespace
}  // namespace hearth::cli
