#include "cli/repl/line_editor.h"

#include <gtest/gtest.h>

#include <cstdlib>

#include "cli/test_pty.h"

// The leak checker asks for this: libtinfo, which libedit uses, keeps a few bytes for each terminal that is opened.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libtinfo\n"; }

namespace hearth::cli {
namespace {

// Types keys at an editor and reads the line they give.
class LineEditorTest : public testing::Test {
 protected:
  void SetUp() override {
    setenv("TERM", "xterm-256color", 1);
    editor_ = *LineEditor::create(pty_.input(), pty_.output());
  }
  Line line(std::string_view keys) {
    pty_.type_at(kFirstPrompt.text, keys);
    return *editor_->read(kFirstPrompt);
  }
  std::string text(std::string_view keys) { return line(keys).text; }

  Pty pty_;
  std::unique_ptr<LineEditor> editor_;
};

TEST_F(LineEditorTest, ReadsALine) {
  const Line read = line("hello\r");
  EXPECT_EQ(read.kind, Line::Kind::kText);
  EXPECT_EQ(read.text, "hello");
  EXPECT_NE(pty_.shown().find("hello"), std::string::npos);
}

TEST_F(LineEditorTest, KeepsCharactersOfEveryLength) {
  EXPECT_EQ(text("é ж 日本語 👍🏽 e\u0301\r"), "é ж 日本語 👍🏽 e\u0301");
}

TEST_F(LineEditorTest, BytesThatAreNoCharacterAreReplaced) {
  EXPECT_EQ(text("a\xff"
                 "b\r"),
            "a\ufffdb");
}

TEST_F(LineEditorTest, MovesAndDeletesWithTheKeysOfOllama) {
  EXPECT_EQ(text("world\x01hello \x05!\r"), "hello world!");  // Ctrl-A, Ctrl-E
  EXPECT_EQ(text("one two\x1b"
                 "b\x1b"
                 "bx\r"),
            "xone two");  // Alt-B
  EXPECT_EQ(text("one two\x01\x1b"
                 "fx\r"),
            "onex two");                        // Alt-F
  EXPECT_EQ(text("abc\x02x\x06y\r"), "abxcy");  // Ctrl-B, Ctrl-F
  EXPECT_EQ(text("one two\x1b"
                 "b\x0b\r"),
            "one ");  // Ctrl-K
  EXPECT_EQ(text("one two\x1b"
                 "b\x15\r"),
            "two");  // Ctrl-U
  EXPECT_EQ(text("one two\x17"
                 "x\r"),
            "one x");  // Ctrl-W
  EXPECT_EQ(text("one two\x1b\x7f"
                 "x\r"),
            "one x");                         // Alt-Backspace
  EXPECT_EQ(text("one\x01\x1b[3~\r"), "ne");  // Delete
  EXPECT_EQ(text("one\x01\x04\r"), "ne");     // Ctrl-D on text
  EXPECT_EQ(text("a\tb\r"), "a        b");    // Tab
}

TEST_F(LineEditorTest, PastedLinesAreOneText) {
  EXPECT_EQ(text("\x1b[200~one\rtwo\r\nthree\n\tend\x1b[201~!\r"), "one\ntwo\nthree\n\tend!");
}

TEST_F(LineEditorTest, PastedControlCharactersGo) {
  EXPECT_EQ(text("\x1b[200~a\x03\x1b[31mb\x7f\x1b[201~\r"), "a[31mb");
}

TEST_F(LineEditorTest, ALongPasteArrivesWhole) {
  std::string pasted;
  for (int i = 0; i < 400; ++i) pasted += "a line of pasted text\n";
  EXPECT_EQ(text("\x1b[200~" + pasted + "\x1b[201~end\r"), pasted + "end");
}

TEST_F(LineEditorTest, AProgramMayEndItsLinesWithALineFeed) {
  EXPECT_EQ(text("one\ntwo\n"), "one");
  EXPECT_EQ(editor_->read(kFirstPrompt)->text, "two");
}

TEST_F(LineEditorTest, CtrlCGivesUpTheLine) {
  const Line read = line("half\x03");
  EXPECT_EQ(read.kind, Line::Kind::kInterrupted);
  EXPECT_EQ(read.text, "half");
  EXPECT_EQ(line("\x03").text, "");
  EXPECT_EQ(text("next\r"), "next");
}

TEST_F(LineEditorTest, CtrlDOnAnEmptyLineIsTheEnd) { EXPECT_EQ(line("\x04").kind, Line::Kind::kEnd); }

TEST_F(LineEditorTest, GoesThroughWhatWasSentBefore) {
  editor_->remember("first");
  editor_->remember("second\nof two lines");
  EXPECT_EQ(text("\x10\r"), "second\nof two lines");
  EXPECT_EQ(text("\x10\x10\r"), "first");
  EXPECT_EQ(text("draft\x10\x10\x0e\x0e\r"), "draft");
  EXPECT_EQ(text("\x1b[A\x1b[A\x1b[A\r"), "first");  // through both lines of the second
}

TEST_F(LineEditorTest, OpensTheEditorOnWhatIsThere) {
  setenv("OLLAMA_EDITOR", "sed -i s/draft/letter/", 1);
  EXPECT_EQ(text("my draft\x07!\r"), "my letter!");
  unsetenv("OLLAMA_EDITOR");
}

TEST_F(LineEditorTest, ShowsAPlaceholderOnAnEmptyLineThatGoesWithTheFirstKey) {
  pty_.type_at(kFirstPrompt.placeholder, "hi\r");
  EXPECT_EQ(editor_->read(kFirstPrompt)->text, "hi");
  EXPECT_NE(pty_.shown().find(">>> \x1b[90mSend a message (/? for help)\x1b[0m\x1b[28D\x1b[Khi"), std::string::npos);
}

TEST_F(LineEditorTest, ThePlaceholderIsCutToTheWindow) {
  pty_.set_window(12, 24);
  pty_.type_at("Send a ", "\r");
  EXPECT_EQ(editor_->read(kFirstPrompt)->text, "");
  EXPECT_NE(pty_.shown().find("\x1b[90mSend a \x1b[0m"), std::string::npos);
}

TEST_F(LineEditorTest, CtrlJBeginsAnotherLine) {
  pty_.type_at(kFirstPrompt.placeholder, "one");
  pty_.type_at("one", "\n");
  pty_.type_at("\n", "two\r");
  EXPECT_EQ(editor_->read(kFirstPrompt)->text, "one\ntwo");
}

TEST_F(LineEditorTest, AsksForBracketedPasteWhileItLives) {
  EXPECT_NE(pty_.shown().find("\x1b[?2004h"), std::string::npos);
  editor_.reset();
  EXPECT_NE(pty_.shown().find("\x1b[?2004l"), std::string::npos);
}

}  // namespace
}  // namespace hearth::cli
