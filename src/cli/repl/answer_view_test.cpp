#include "cli/repl/answer_view.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

constexpr ReadableScreen::Kind kFile = ReadableScreen::Kind::kFile, kTerminal = ReadableScreen::Kind::kTerminal;
using Piece = std::pair<std::string_view, std::string_view>;  // thinking, content

std::string shown(ReadableScreen::Kind kind, const std::vector<Piece>& pieces, AnswerStyle style = {}) {
  ReadableScreen screen(kind);
  AnswerView view(screen, style);
  for (const auto& [thinking, content] : pieces) EXPECT_TRUE(view.add(thinking, content));
  EXPECT_TRUE(view.finish());
  return screen.printed;
}

TEST(AnswerView, AnAnswerIsItsText) { EXPECT_EQ(shown(kFile, {{"", "Hello"}, {"", " there"}}), "Hello there"); }

TEST(AnswerView, ThinkingStandsBetweenTwoLines) {
  EXPECT_EQ(shown(kFile, {{"Hm", ""}, {", so", ""}, {"", "Yes."}}), "Thinking...\nHm, so\n...done thinking.\n\nYes.");
  EXPECT_EQ(shown(kFile, {{"Hm\n", ""}, {"", "Yes."}}), "Thinking...\nHm\n...done thinking.\n\nYes.");
  EXPECT_EQ(shown(kFile, {{"Hm", "Yes."}}), "Thinking...\nHm\n...done thinking.\n\nYes.");
}

TEST(AnswerView, ThinkingIsGreyOnATerminal) {
  EXPECT_EQ(shown(kTerminal, {{"Hm", ""}, {"", "Yes."}}),
            "\x1b[90mThinking...\x1b[0m\n\x1b[90mHm\x1b[0m\n\x1b[90m...done thinking.\x1b[0m\n\nYes.");
}

TEST(AnswerView, ThinkingCanBeHidden) {
  EXPECT_EQ(shown(kFile, {{"Hm", ""}, {"", "Yes."}}, {.thinking = false}), "Yes.");
}

TEST(AnswerView, AThoughtThatWasCutIsClosed) {
  EXPECT_EQ(shown(kFile, {{"Hm", ""}}), "Thinking...\nHm\n...done thinking.\n\n");
}

TEST(AnswerView, WrapsOnATerminalOnly) {
  const std::string_view text = "a sentence that is longer than the window";
  EXPECT_EQ(shown(kTerminal, {{"", text}}), "a sentence that is longer than the \nwindow");
  EXPECT_EQ(shown(kTerminal, {{"", text}}, {.wordwrap = false}), text);
  EXPECT_EQ(shown(kFile, {{"", text}}), text);
}

TEST(AnswerView, AModelCannotControlTheTerminal) {
  EXPECT_EQ(shown(kTerminal, {{"", "\x1b[2Jgone"}}), "␛[2Jgone");
  EXPECT_EQ(shown(kFile, {{"", "\x1b[2Jthere"}}), "\x1b[2Jthere");
}

TEST(AnswerView, TellsWhenNobodyReads) {
  ReadableScreen screen;
  screen.closed = true;
  AnswerView view(screen, {});
  EXPECT_EQ(*view.add("", "text"), Written::kNobodyReads);
}

}  // namespace
}  // namespace hearth::cli
