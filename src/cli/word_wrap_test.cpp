#include "cli/word_wrap.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

// What stands on a terminal that obeys "cursor left" and "erase to the end of the line".
std::string screen(std::string_view output) {
  std::string shown, line;
  size_t cursor = 0;  // in characters of one byte
  for (size_t i = 0; i < output.size(); ++i) {
    if (output[i] == '\x1b') {
      const size_t end = output.find_first_of("DK", i);
      if (output[end] == 'K') {
        line.resize(cursor);
      } else {
        cursor -= static_cast<size_t>(std::stoi(std::string(output.substr(i + 2, end - i - 2))));
      }
      i = end;
    } else if (output[i] == '\n') {
      shown += line + '\n';
      line.clear();
      cursor = 0;
    } else {
      line.resize(cursor);
      line += output[i];
      ++cursor;
    }
  }
  return shown + line;
}

std::string wrapped(std::string_view text, int columns, size_t piece = 1) {
  WordWrap wrap(columns);
  std::string output;
  for (size_t i = 0; i < text.size(); i += piece) output += wrap.add(text.substr(i, piece));
  return output;
}

TEST(WordWrap, ShortLinesStayAsTheyAre) { EXPECT_EQ(wrapped("two words\nand more\n", 40), "two words\nand more\n"); }

TEST(WordWrap, AWordBeyondTheLimitMovesToTheNextLine) {
  EXPECT_EQ(screen(wrapped("the quick brown fox jumps", 25)), "the quick brown fox \njumps");
}

TEST(WordWrap, AWordThatFillsTheLineExactlyStays) {
  EXPECT_EQ(screen(wrapped("the quick brown foxes jumps", 26)), "the quick brown foxes \njumps");
}

TEST(WordWrap, TheCutOfThePiecesDoesNotMatter) {
  const std::string text = "the quick brown fox jumps over the lazy dog and runs away";
  const std::string expected = screen(wrapped(text, 25));
  for (size_t piece = 2; piece <= text.size(); ++piece) EXPECT_EQ(screen(wrapped(text, 25, piece)), expected) << piece;
}

TEST(WordWrap, AWholeWordThatDoesNotFitNeedsNoErasing) {
  WordWrap wrap(25);
  EXPECT_EQ(wrap.add("12345678901234567890 "), "12345678901234567890 ");
  EXPECT_EQ(wrap.add("next"), "\nnext");
}

TEST(WordWrap, AWordLongerThanALineIsLeftWhole) {
  const std::string url = "https://example.org/a/long/path/to/somewhere/else";
  EXPECT_EQ(screen(wrapped("see " + url + " there", 30)), "see \n" + url + " there");
}

TEST(WordWrap, BreaksBetweenWideCharacters) {
  WordWrap wrap(24);  // nine wide characters within 19 columns
  EXPECT_EQ(wrap.add("日本語日本語日本語日本"), "日本語日本語日本語\n日本");
}

TEST(WordWrap, ClosingPunctuationDoesNotBeginALine) {
  WordWrap wrap(24);
  EXPECT_EQ(wrap.add("日本語日本語日本語。日"), "日本語日本語日本語\x1b[2D\x1b[K\n語。日");
}

TEST(WordWrap, CombiningMarksTakeNoColumn) {
  const std::string word = "e\u0301e\u0301e\u0301e\u0301e\u0301";
  EXPECT_EQ(WordWrap(25).add("123456789 1234 " + word), "123456789 1234 " + word);
}

TEST(WordWrap, CodeBlocksAreNotWrapped) {
  const std::string code = "```\nint a_long_line_of_code = 1; // with a comment\n```\n";
  EXPECT_EQ(wrapped(code, 25), code);
  EXPECT_EQ(screen(wrapped(code + "the quick brown fox jumps", 25)), code + "the quick brown fox \njumps");
}

TEST(WordWrap, NarrowWindowsAreLeftToTheTerminal) {
  EXPECT_EQ(wrapped("the quick brown fox", 10), "the quick brown fox");
  EXPECT_EQ(wrapped("the quick brown fox", 0), "the quick brown fox");
}

TEST(WordWrap, FollowsAWindowThatChanges) {
  WordWrap wrap(80);
  wrap.add("the quick brown ");
  wrap.set_columns(20);
  EXPECT_EQ(wrap.add("fox"), "\nfox");
}

}  // namespace
}  // namespace hearth::cli
