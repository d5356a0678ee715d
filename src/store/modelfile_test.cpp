#include "store/modelfile.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gguf/test_files.h"

namespace hearth::store {
namespace {

using testing::EndsWith;
using testing::HasSubstr;
using testing::StartsWith;
using enum Instruction;

Modelfile parsed(std::string_view text) {
  auto file = Modelfile::parse(text);
  EXPECT_TRUE(file.has_value()) << file.error().message;
  return file ? *file : Modelfile();
}

std::string error(std::string_view text) {
  const auto file = Modelfile::parse(text);
  EXPECT_FALSE(file.has_value()) << text;
  return file ? "" : file.error().message;
}

TEST(Modelfile, HasItsStatementsInOrder) {
  const Modelfile file = parsed(R"(# a comment
FROM llama3.2:1b

  PARAMETER stop "<|end|>"
parameter	temperature 0.2
SYSTEM """
You are terse.
"""
MESSAGE user Hello there
MESSAGE assistant Hi!
TEMPLATE {{ .Prompt }}
LICENSE MIT
ADAPTER ./lora.gguf
DRAFT ./draft.gguf
RENDERER gemma4
PARSER gemma4
REQUIRES 0.14.0
ENV OLLAMA_GPU_OVERHEAD=2GB
)");
  const Modelfile expected = {{{kFrom, "", "llama3.2:1b"},
                               {kParameter, "stop", "<|end|>"},
                               {kParameter, "temperature", "0.2"},
                               {kSystem, "", "\nYou are terse.\n"},
                               {kMessage, "user", "Hello there"},
                               {kMessage, "assistant", "Hi!"},
                               {kTemplate, "", "{{ .Prompt }}"},
                               {kLicense, "", "MIT"},
                               {kAdapter, "", "./lora.gguf"},
                               {kDraft, "", "./draft.gguf"},
                               {kRenderer, "", "gemma4"},
                               {kParser, "", "gemma4"},
                               {kRequires, "", "0.14.0"},
                               {kEnv, "OLLAMA_GPU_OVERHEAD", "2GB"}}};
  EXPECT_EQ(file, expected);
}

TEST(Modelfile, KnowsTheLineOfEachStatement) {
  const Modelfile file = parsed("FROM a\r\n\r\nSYSTEM \"\"\"x\r\ny\"\"\"\rLICENSE b\n\nPARAMETER top_k 1");
  std::vector<int> lines;
  for (const Statement& statement : file.statements) lines.push_back(statement.line);
  EXPECT_EQ(lines, (std::vector{1, 3, 5, 7}));
}

TEST(Modelfile, AllowsCommentsBehindValues) {
  const Modelfile file = parsed("FROM llama3 # base\nPARAMETER top_k 40 # few\nSYSTEM \"Hi\" # short\nENV A=1 # one\n");
  const Modelfile expected = {
      {{kFrom, "", "llama3"}, {kParameter, "top_k", "40"}, {kSystem, "", "Hi"}, {kEnv, "A", "1"}}};
  EXPECT_EQ(file, expected);
}

TEST(Modelfile, TakesAHashInProseAsItIs) {
  EXPECT_EQ(parsed("FROM a\nSYSTEM Rule # 1").statements[1].value, "Rule # 1");
  EXPECT_EQ(parsed("FROM a\nMESSAGE user # 1 or # 2?").statements[1].value, "# 1 or # 2?");
}

TEST(Modelfile, TakesTextInUtf16) {
  using namespace std::string_view_literals;
  EXPECT_EQ(parsed("\xFF\xFE"
                   "F\0R\0O\0M\0 \0x\0"sv)
                .statements[0]
                .value,
            "x");
}

constexpr std::string_view kExpectedCommand =
    "command must be one of \"from\", \"license\", \"template\", \"system\", \"adapter\", \"draft\", \"renderer\", "
    "\"parser\", \"parameter\", \"message\", or \"requires\"";

TEST(Modelfile, NamesTheClosestInstruction) {
  EXPECT_EQ(error("FROM a\nPARAMETR top_k 1"),
            "(line 2): " + std::string(kExpectedCommand) + "; did you mean \"parameter\"?");
  EXPECT_THAT(error("FRMO a"), EndsWith("did you mean \"from\"?"));
  EXPECT_THAT(error("FROM: a"), EndsWith("did you mean \"from\"?"));
  EXPECT_EQ(error("FROM a\n\n???"), "(line 3): " + std::string(kExpectedCommand));
}

TEST(Modelfile, WantsAValueBehindEachInstruction) {
  EXPECT_EQ(error("FROM\n"), "(line 1): " + std::string(kExpectedCommand) + "; FROM has no value");
  EXPECT_THAT(error("FROM a\nsystem"), StartsWith("(line 2): unexpected EOF"));
  EXPECT_THAT(error("FROM a\nPARAMETER param1"), StartsWith("(line 2): unexpected EOF"));
  EXPECT_THAT(error("FROM a\nPARAMETER top_k\nSYSTEM b"), StartsWith("(line 2): PARAMETER expects a name"));
  EXPECT_THAT(error("FROM a\nPARAMETER top-k 1"), StartsWith("(line 2): PARAMETER expects a name"));
  EXPECT_THAT(error("FROM a\nMESSAGE user"), StartsWith("(line 2): unexpected EOF"));
  EXPECT_THAT(error("FROM a\nMESSAGE user\nSYSTEM b"), StartsWith("(line 2): MESSAGE user has no text"));
}

TEST(Modelfile, KnowsThreeRoles) {
  constexpr std::string_view kExpected = "message role must be one of \"system\", \"user\", or \"assistant\"";
  EXPECT_EQ(error("FROM a\nMESSAGE User hi"), "(line 2): " + std::string(kExpected) + "; did you mean \"user\"?");
  EXPECT_EQ(error("FROM a\nMESSAGE tool hi"), "(line 2): " + std::string(kExpected));
}

TEST(Modelfile, WantsANameAndAnEqualsSignBehindEnv) {
  EXPECT_EQ(error("FROM a\nENV OLLAMA_GPU_OVERHEAD 2GB"), "(line 2): ENV expects NAME=value");
  EXPECT_EQ(error("FROM a\nENV =2GB"), "(line 2): ENV expects NAME=value");
}

TEST(Modelfile, NamesTheLineWhereAnOpenQuoteBegan) {
  EXPECT_THAT(error("FROM a\n\nSYSTEM \"\"\"open\nPARAMETER top_k 1\n"), StartsWith("(line 3): unexpected EOF: "));
}

TEST(Modelfile, NeedsAFromLine) {
  EXPECT_EQ(error(""), "no FROM line");
  EXPECT_EQ(error("SYSTEM hi"), "no FROM line");
}

TEST(Modelfile, PrintsWhatParsesToTheSame) {
  const Modelfile file = {{{kFrom, "", "/blobs/sha256-ab #1"},
                           {kTemplate, "", "{{ if .System }}{{ .System }}\n{{ end }}\"{{ .Prompt }}\""},
                           {kSystem, "", " # not a comment"},
                           {kSystem, "", ""},
                           {kParameter, "stop", "### Instruction:"},
                           {kParameter, "stop", "\n"},
                           {kParameter, "stop", "a # b"},
                           {kEnv, "OLLAMA_GPU_OVERHEAD", "2 GB"},
                           {kLicense, "", "MIT\r\n\r\n\"AS IS\""},
                           {kMessage, "user", "\"Hi\", she said"}}};
  EXPECT_EQ(parsed(file.print()), file) << file.print();
}

TEST(Modelfile, PrintsAsOllamaDoes) {
  const Modelfile file = {{{kFrom, "", "a"}, {kParameter, "stop", "x y"}, {kMessage, "user", "1\n2"}}};
  EXPECT_EQ(file.print(), "FROM a\nPARAMETER stop x y\nMESSAGE user \"1\n2\"\n");
}

TEST(Modelfile, AnnouncesATextThatItCannotExpress) {
  const Modelfile file = {{{kFrom, "", "a"}, {kSystem, "", "\"\"\"doc\"\"\"\ndef"}}};
  EXPECT_THAT(file.print(), HasSubstr("\n# the next value has no form in a Modelfile"));
}

TEST(Modelfile, IsLoadedFromAFileThatErrorsName) {
  const gguf::TemporaryFolder folder;
  const std::string path = folder.file("Modelfile");
  gguf::write_file(path, gguf::as_bytes("FROM a\n"));
  EXPECT_EQ(Modelfile::load(path)->statements[0].value, "a");
  gguf::write_file(path, gguf::as_bytes("FORM a\n"));
  EXPECT_THAT(Modelfile::load(path).error().message, StartsWith(path + ": (line 1): "));
  EXPECT_EQ(Modelfile::load(folder.file("absent")).error().code, ErrorCode::kNotFound);
}

}  // namespace
}  // namespace hearth::store
