#include "cli/repl/external_editor.h"

#include <gtest/gtest.h>

#include <cstdlib>

namespace hearth::cli {
namespace {

class ExternalEditor : public testing::Test {
 protected:
  void TearDown() override {
    for (const char* name : {"OLLAMA_EDITOR", "VISUAL", "EDITOR"}) unsetenv(name);
  }
};

TEST_F(ExternalEditor, GivesTheTextAndTakesWhatWasSaved) {
  setenv("EDITOR", "sed -i s/draft/letter/", 1);
  EXPECT_EQ(*edit_text("a draft\nof two lines\n\n"), "a letter\nof two lines");
}

TEST_F(ExternalEditor, TheMoreSpecificVariableWins) {
  setenv("EDITOR", "false", 1);
  setenv("VISUAL", "sed -i s/a/visual/", 1);
  EXPECT_EQ(*edit_text("a"), "visual");
  setenv("OLLAMA_EDITOR", "sed -i s/a/own/", 1);
  EXPECT_EQ(*edit_text("a"), "own");
}

TEST_F(ExternalEditor, NamesTheEditorThatFailed) {
  setenv("VISUAL", "false --hard", 1);
  EXPECT_EQ(edit_text("a").error().message, "the editor 'false --hard' failed; OLLAMA_EDITOR names another one");
}

}  // namespace
}  // namespace hearth::cli
