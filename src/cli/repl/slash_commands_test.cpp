#include "cli/repl/slash_commands.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

// Runs commands and reads what they print.
class SlashCommands : public testing::Test {
 protected:
  SlashCommands() { backend_.models = {{"tiny", info_}, {"other", {}}}; }

  std::string run(const std::string& line) {
    screen_.printed.clear();
    screen_.remarks.clear();
    EXPECT_TRUE(run_slash_command(repl_, line));
    return screen_.printed;
  }

  const ollama::ShowResponse info_{.license = "MIT", .parameters = "top_k                          20"};
  ScriptedBackend backend_;
  ReadableScreen screen_;
  TypedLines lines_{{}};
  Repl repl_{backend_, screen_, lines_, Session({.model = "tiny"}, info_)};
};

TEST_F(SlashCommands, AnUnknownOneIsNamed) {
  EXPECT_EQ(run("/what is this"), "Unknown command '/what'. Type /? for help\n");
  EXPECT_EQ(run("/set color blue"), "Unknown command '/set color'. Type /? for help\n");
  EXPECT_EQ(run("/show me"), "Unknown command '/show me'. Type /? for help\n");
  EXPECT_EQ(run("/? me"), "Unknown command '/? me'. Type /? for help\n");
}

TEST_F(SlashCommands, ByeAndExitLeave) {
  run("/bye");
  EXPECT_TRUE(repl_.leaving);
  repl_.leaving = false;
  run("/exit");
  EXPECT_TRUE(repl_.leaving);
}

TEST_F(SlashCommands, HelpNamesEveryCommand) {
  const std::string help = run("/?");
  for (const SlashRow& row : slash_commands()) EXPECT_NE(help.find(concat("  /", row.name)), std::string::npos);
  EXPECT_EQ(run("/help"), help);
}

TEST_F(SlashCommands, HelpNamesEverySettingAndPart) {
  const std::string sets = run("/? set"), shows = run("/? show");
  for (const SlashRow& row : settings()) EXPECT_NE(sets.find(concat("/set ", row.name)), std::string::npos);
  for (const SlashRow& row : show_parts()) EXPECT_NE(shows.find(concat("/show ", row.name)), std::string::npos);
  EXPECT_EQ(run("/set"), sets);
  EXPECT_EQ(run("/show"), shows);
}

TEST_F(SlashCommands, HelpNamesTheKeys) {
  const std::string keys = run("/? shortcuts");
  EXPECT_NE(keys.find("  Ctrl + a"), std::string::npos);
  EXPECT_NE(keys.find("  Alt + b"), std::string::npos);
}

TEST_F(SlashCommands, SetParameter) {
  EXPECT_EQ(run("/set parameter num_ctx 8192"), "Set parameter 'num_ctx' to '8192'\n");
  EXPECT_EQ(repl_.session.options.num_ctx, 8192);
  EXPECT_EQ(run("/set parameter stop <a> <b>"), "Set parameter 'stop' to '<a>, <b>'\n");
  EXPECT_EQ(run("/set parameter stop <c>"), "Set parameter 'stop' to '<c>'\n");
  EXPECT_EQ(repl_.session.options.stop, std::vector<std::string>{"<c>"});
  EXPECT_EQ(repl_.session.options.num_ctx, 8192);
}

TEST_F(SlashCommands, SetParameterNamesWhatIsWrong) {
  EXPECT_EQ(run("/set parameter x 1"), "Couldn't set parameter: \"unknown parameter 'x'\"\n");
  EXPECT_EQ(run("/set parameter num_ctx many"), "Couldn't set parameter: \"invalid int value [many]\"\n");
  EXPECT_EQ(run("/set parameter num_ctx"), "Usage:\n  /set parameter NAME VALUE...\n");
}

TEST_F(SlashCommands, SetSystemAndTemplate) {
  EXPECT_EQ(run("/set system Be  brief.\nAlways."), "Set system message.\n");
  EXPECT_EQ(repl_.session.system, "Be  brief.\nAlways.");
  EXPECT_EQ(run("/set template {{ .Prompt }}"), "Set prompt template.\n");
  EXPECT_EQ(repl_.session.chat_request().template_text, "{{ .Prompt }}");
  EXPECT_EQ(run("/set system"), "Usage:\n  /set system TEXT\n");
}

TEST_F(SlashCommands, SetModes) {
  EXPECT_EQ(run("/set nowordwrap"), "Set 'nowordwrap' mode.\n");
  EXPECT_FALSE(repl_.session.style.wordwrap);
  EXPECT_EQ(run("/set wordwrap"), "Set 'wordwrap' mode.\n");
  EXPECT_TRUE(repl_.session.style.wordwrap);
  EXPECT_EQ(run("/set verbose"), "Set 'verbose' mode.\n");
  EXPECT_TRUE(repl_.session.verbose);
  EXPECT_EQ(run("/set quiet"), "Set 'quiet' mode.\n");
  EXPECT_FALSE(repl_.session.verbose);
  EXPECT_EQ(run("/set nohistory"), "");
  EXPECT_FALSE(repl_.session.keeps_history);
}

TEST_F(SlashCommands, SetFormat) {
  EXPECT_EQ(run("/set format json"), "Set format to 'json' mode.\n");
  EXPECT_EQ(repl_.session.format.kind, ollama::Format::Kind::kJson);
  EXPECT_EQ(run("/set format"), "Invalid or missing format. For 'json' mode use '/set format json'\n");
  EXPECT_EQ(run("/set noformat"), "Disabled format.\n");
  EXPECT_EQ(repl_.session.format.kind, ollama::Format::Kind::kNone);
}

TEST_F(SlashCommands, SetThinkWarnsWhenTheModelCannot) {
  EXPECT_EQ(run("/set think"), "Set 'think' mode.\n");
  EXPECT_EQ(screen_.remarks, "warning: model \"tiny\" does not support thinking output\n");
  EXPECT_EQ(run("/set think high"), "Set 'think' mode to 'high'.\n");
  EXPECT_EQ(repl_.session.think, ollama::Think::kHigh);
  EXPECT_EQ(run("/set nothink"), "Set 'nothink' mode.\n");
  EXPECT_EQ(screen_.remarks, "");
}

TEST_F(SlashCommands, ShowWhatIsThereAndSayWhatIsNot) {
  EXPECT_EQ(run("/show license"), "MIT\n");
  EXPECT_EQ(run("/show system"), "No system message was specified for this model.\n");
  EXPECT_EQ(run("/show template"), "No prompt template was specified for this model.\n");
  run("/set system Be brief.");
  EXPECT_EQ(run("/show system"), "Be brief.\n");
  EXPECT_EQ(run("/show info"), "  Parameters\n    top_k    20    \n\n  License\n    MIT    \n\n");
}

TEST_F(SlashCommands, ShowParametersOfTheModelAndTheUser) {
  run("/set parameter temperature 0.5");
  EXPECT_EQ(run("/show parameters"),
            "Model defined parameters:\n  top_k                          20\n\n"
            "User defined parameters:\n  temperature                    0.5\n\n");
}

TEST_F(SlashCommands, ListHasATable) {
  EXPECT_TRUE(run("/list").starts_with("NAME     ID              SIZE      MODIFIED"));
  EXPECT_NE(screen_.printed.find("\ntiny     dddddddddddd    1.5 MB    "), std::string::npos);
}

TEST_F(SlashCommands, LoadChangesTheModelAndStartsAnew) {
  repl_.session.add_question("why?");
  EXPECT_EQ(run("/load other"), "Loading model 'other'\n");
  EXPECT_EQ(repl_.session.model(), "other");
  EXPECT_EQ(backend_.loads.back().model, "other");
  EXPECT_TRUE(repl_.session.chat_request().messages.empty());
}

TEST_F(SlashCommands, LoadKeepsTheOldModelWhenThereIsNoNewOne) {
  EXPECT_EQ(run("/load absent"), "Couldn't find model 'absent'\n");
  EXPECT_EQ(repl_.session.model(), "tiny");
  backend_.load_status = fail(ErrorCode::kOutOfMemory, "too large");
  EXPECT_EQ(run("/load other"), "Loading model 'other'\n");
  EXPECT_EQ(screen_.remarks, "Error: too large\n");
  EXPECT_EQ(repl_.session.model(), "tiny");
  EXPECT_EQ(run("/load"), "Usage:\n  /load MODEL\n");
}

TEST_F(SlashCommands, SaveMakesAModel) {
  run("/set system Be brief.");
  EXPECT_EQ(run("/save mine"), "Created new model 'mine'\n");
  ASSERT_EQ(backend_.creates.size(), 1u);
  EXPECT_EQ(backend_.creates[0].from, "tiny");
  EXPECT_EQ(backend_.creates[0].system, "Be brief.");
}

TEST_F(SlashCommands, SaveSaysWhyNot) {
  backend_.create_status = fail(ErrorCode::kInvalidArgument, "invalid model name");
  EXPECT_EQ(run("/save ../x"), "error: The model name '../x' is invalid\n");
  backend_.create_status = fail(ErrorCode::kIo, "disk full");
  EXPECT_EQ(run("/save mine"), "");
  EXPECT_EQ(screen_.remarks, "Error: disk full\n");
}

TEST_F(SlashCommands, ClearForgets) {
  repl_.session.add_question("why?");
  EXPECT_EQ(run("/clear"), "Cleared session context\n");
  EXPECT_TRUE(repl_.session.chat_request().messages.empty());
}

}  // namespace
}  // namespace hearth::cli
