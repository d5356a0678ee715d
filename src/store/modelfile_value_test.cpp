#include "store/modelfile_value.h"

#include <gtest/gtest.h>

#include <string>

namespace hearth::store {
namespace {

std::string text(std::string_view input, ValueKind kind = ValueKind::kText) {
  const ModelfileValue value = read_value(input, kind);
  EXPECT_TRUE(value.closed) << input;
  return std::string(value.text);
}

std::string word(std::string_view input) { return text(input, ValueKind::kWord); }

TEST(ReadValue, EndsWithTheLineAndLosesTheSpaceAroundIt) {
  const ModelfileValue value = read_value("  \t hello there \t\r\nFROM x", ValueKind::kText);
  EXPECT_EQ(value.text, "hello there");
  EXPECT_EQ(value.n_bytes, 17u);
}

TEST(ReadValue, MayBeEmpty) {
  EXPECT_EQ(text(""), "");
  EXPECT_EQ(text(" \nSYSTEM x"), "");
  EXPECT_EQ(text("\"\""), "");
  EXPECT_EQ(text("\"\"\"\"\"\""), "");
}

TEST(ReadValue, KeepsSpaceAndLineEndsInsideQuotes) {
  EXPECT_EQ(text("\" a \""), " a ");
  EXPECT_EQ(text("\"\"\"\n a\r\n\n\"\"\"  \nFROM x"), "\n a\r\n\n");
  EXPECT_EQ(text("\"one\ntwo\""), "one\ntwo");
}

TEST(ReadValue, EndsWhereALineEndsInItsQuoteAndNotBefore) {
  EXPECT_EQ(text("\"say \"hi\" to all\""), "say \"hi\" to all");
  EXPECT_EQ(text("\"a\" b\nc\""), "a\" b\nc");
  EXPECT_EQ(text("\"\"\"say \"hi\"\n\"\"\""), "say \"hi\"\n");
  EXPECT_EQ(text("\"\"\"\"a\"\"\"\""), "\"a\"");
}

TEST(ReadValue, TakesAQuoteInsideUnquotedTextAsItIs) { EXPECT_EQ(text("a \"b\" c"), "a \"b\" c"); }

TEST(ReadValue, SaysWhenItsQuoteIsNeverClosed) {
  for (const std::string_view input : {"\"", "\"abc", "\"\"\"", "\"\"\"\"", "\"\"\"\"\"", "\"\"\"abc\"\"", "\"a\" b"}) {
    EXPECT_FALSE(read_value(input, ValueKind::kText).closed) << input;
  }
}

TEST(ReadValue, EndsAWordBeforeWhiteSpaceAndAHash) {
  EXPECT_EQ(word("40 # tokens"), "40");
  EXPECT_EQ(word("llama3\t#base"), "llama3");
  EXPECT_EQ(word("a#b"), "a#b");
  EXPECT_EQ(word("a#b #c"), "a#b");
}

TEST(ReadValue, LetsAWordBeginWithAHash) {
  EXPECT_EQ(word("### Instruction:"), "### Instruction:");
  EXPECT_EQ(word("### Instruction: # a stop string"), "### Instruction:");
}

TEST(ReadValue, TakesAHashInsideTextAsItIs) { EXPECT_EQ(text("Rule # 1"), "Rule # 1"); }

TEST(ReadValue, AllowsACommentBehindAQuoteThatClosesOnItsLine) {
  EXPECT_EQ(text("\"brief\" # note"), "brief");
  EXPECT_EQ(text("\"\"\"brief\"\"\"\t# \"note"), "brief");
  EXPECT_EQ(text("\"\" # nothing"), "");
  EXPECT_EQ(word("\"a # b\" # c\nFROM x"), "a # b");
}

TEST(ReadValue, AllowsACommentBehindAClosingQuoteOfItsOwnLine) {
  EXPECT_EQ(text("\"\"\"\none\n  \"\"\" # done\nFROM x"), "\none\n  ");
}

// Code in a prompt, which Ollama reads as part of it.
TEST(ReadValue, SeesNoCommentBehindAQuoteInTheMiddleOfALaterLine) {
  const std::string_view code = "\"\"\"\nx = \"\"\"doc\"\"\" # note\n\"\"\"";
  EXPECT_EQ(text(code), "\nx = \"\"\"doc\"\"\" # note\n");
}

TEST(ReadValue, PrefersAQuoteAtTheEndOfTheLineOverAComment) { EXPECT_EQ(text("\"a\" # \"b\""), "a\" # \"b"); }

TEST(ReadValue, NeedsNoLongTimeForManyEmptyLines) {
  const std::string input = "\"" + std::string(1 << 20, '\n') + "\"";
  EXPECT_EQ(text(input).size(), size_t{1} << 20);
}

void expect_form(std::string_view value, std::string_view form, ValueKind kind = ValueKind::kText) {
  const WrittenValue written = write_value(value, kind);
  EXPECT_TRUE(written.exact) << value;
  EXPECT_EQ(written.form, form);
  EXPECT_EQ(text(written.form, kind), value);
}

TEST(WriteValue, QuotesNoMoreThanOllamaDoes) {
  expect_form("plain text", "plain text");
  expect_form("say \"hi\"", "say \"hi\"");
  expect_form(" edge", "\" edge\"");
  expect_form("one\ntwo", "\"one\ntwo\"");
  expect_form("one\n\"two\"", "\"\"\"one\n\"two\"\"\"\"");
}

TEST(WriteValue, QuotesWhatWouldReadAsSomethingElse) {
  expect_form("", "\"\"");
  expect_form("\"hi\" she said", "\"\"\"\"hi\" she said\"\"\"");
  expect_form("\"\"\"", "\"\"\"\"\"\"\"\"\"");
  expect_form("my model #2.gguf", "\"my model #2.gguf\"", ValueKind::kWord);
  expect_form("a\rb", "\"a\rb\"");
}

TEST(WriteValue, FindsAFormForQuotesInEveryPlace) {
  for (const std::string_view value : {"\"", "\"\"", "a\"", "\"\"a\nb", "a\"\"\" b\nc", "\n\"", "a\n\"\"", "\"\n"}) {
    const WrittenValue written = write_value(value, ValueKind::kText);
    EXPECT_TRUE(written.exact) << value;
    EXPECT_EQ(text(written.form), value);
  }
}

TEST(WriteValue, SaysWhenThereIsNoForm) {
  EXPECT_FALSE(write_value("\"\"\"doc\"\"\"\ndef", ValueKind::kText).exact);
  EXPECT_FALSE(write_value(std::string_view("a\0b", 3), ValueKind::kText).exact);
  EXPECT_EQ(write_value(std::string_view("a\0b", 3), ValueKind::kText).form, "a\uFFFDb");
  EXPECT_FALSE(write_value("a\xFF", ValueKind::kText).exact);
}

}  // namespace
}  // namespace hearth::store
