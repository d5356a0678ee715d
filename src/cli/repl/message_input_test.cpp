#include "cli/repl/message_input.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

Input read(std::vector<std::string> texts) {
  TypedLines lines(std::move(texts));
  return *read_input(lines);
}

TEST(MessageInput, ALineIsAMessage) {
  const Input input = read({"why?"});
  EXPECT_EQ(input.kind, Input::Kind::kMessage);
  EXPECT_EQ(input.text, "why?");
}

TEST(MessageInput, ASlashBeginsACommand) {
  EXPECT_EQ(read({"/bye"}).kind, Input::Kind::kCommand);
  EXPECT_EQ(read({"either/or"}).kind, Input::Kind::kMessage);
}

TEST(MessageInput, PastedLinesAreAMessageEvenBehindASlash) {
  const Input input = read({"// a comment\nint x;\n"});
  EXPECT_EQ(input.kind, Input::Kind::kMessage);
  EXPECT_EQ(input.text, "// a comment\nint x;");
}

TEST(MessageInput, ABlankLineIsNothing) {
  EXPECT_EQ(read({""}).kind, Input::Kind::kNothing);
  EXPECT_EQ(read({"  \t"}).kind, Input::Kind::kNothing);
}

TEST(MessageInput, QuotesHoldSeveralLines) {
  TypedLines lines({"\"\"\"first", "", "/bye", "last\"\"\"", "next"});
  const Input input = *read_input(lines);
  EXPECT_EQ(input.kind, Input::Kind::kMessage);
  EXPECT_EQ(input.text, "first\n\n/bye\nlast");
  EXPECT_EQ(input.typed, "\"\"\"first\n\n/bye\nlast\"\"\"");
  EXPECT_EQ(lines.prompts, ">>> ... ... ... ");
  EXPECT_EQ(read_input(lines)->text, "next");
}

TEST(MessageInput, QuotesMayStandOnLinesOfTheirOwn) {
  EXPECT_EQ(read({"\"\"\"", "one", "two", "\"\"\""}).text, "one\ntwo");
}

TEST(MessageInput, QuotesMayCloseOnTheirLine) {
  EXPECT_EQ(read({"\"\"\"one line\"\"\""}).text, "one line");
  EXPECT_EQ(read({"\"\"\"\"\"\""}).kind, Input::Kind::kNothing);
  EXPECT_EQ(read({"\"\"\"pasted\nlines\"\"\""}).text, "pasted\nlines");
}

TEST(MessageInput, SystemAndTemplateTakeTextsInQuotes) {
  const Input input = read({"/set system \"\"\"Be", "brief.\"\"\""});
  EXPECT_EQ(input.kind, Input::Kind::kCommand);
  EXPECT_EQ(input.text, "/set system Be\nbrief.");
  EXPECT_EQ(read({"/set template \"\"\"{{ .Prompt }}\"\"\""}).text, "/set template {{ .Prompt }}");
  EXPECT_EQ(read({"/set format \"\"\"x"}).text, "/set format \"\"\"x");
}

TEST(MessageInput, CtrlCGivesUpWhatWasBegun) {
  TypedLines lines({"\"\"\"begun"});
  lines.add({.kind = Line::Kind::kInterrupted});
  EXPECT_EQ(read_input(lines)->kind, Input::Kind::kInterrupted);
}

TEST(MessageInput, CtrlCOnAnEmptyLineAsksForTheWayOut) {
  TypedLines lines({});
  lines.add({.kind = Line::Kind::kInterrupted, .text = "half"});
  lines.add({.kind = Line::Kind::kInterrupted});
  EXPECT_EQ(read_input(lines)->kind, Input::Kind::kInterrupted);
  EXPECT_EQ(read_input(lines)->kind, Input::Kind::kWantsOut);
}

TEST(MessageInput, TheEndOfTheInputIsTheEnd) {
  EXPECT_EQ(read({}).kind, Input::Kind::kEnd);
  EXPECT_EQ(read({"\"\"\"never closed"}).kind, Input::Kind::kEnd);
}

}  // namespace
}  // namespace hearth::cli
