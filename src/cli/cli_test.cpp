#include "cli/cli.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <fstream>
#include <sstream>

#include "base/text.h"
#include "cli/version.h"

namespace hearth::cli {
namespace {

using ::testing::HasSubstr;

struct Outcome {
  int status;
  std::string out, error;
};

template <class... Words>
Outcome hearth(Words... words) {
  std::array<std::string, sizeof...(words) + 1> texts = {"hearth", words...};
  std::array<char*, sizeof...(words) + 1> argv{};
  for (size_t i = 0; i < texts.size(); ++i) argv[i] = texts[i].data();
  testing::internal::CaptureStdout();
  testing::internal::CaptureStderr();
  const int status = run(static_cast<int>(argv.size()), argv.data());
  return {status, testing::internal::GetCapturedStdout(), testing::internal::GetCapturedStderr()};
}

TEST(Cli, AnErrorIsOneLineAndStatusOne) {
  const Outcome outcome = hearth("show", "no\nsuch.gguf");
  EXPECT_EQ(outcome.status, 1);
  EXPECT_EQ(outcome.out, "");
  EXPECT_EQ(outcome.error, "Error: no such.gguf: No such file or directory\n");
  EXPECT_EQ(hearth("frobnicate").status, 1);
}

TEST(Cli, WithoutACommandListsThem) {
  const Outcome outcome = hearth();
  EXPECT_EQ(outcome.status, 0);
  EXPECT_THAT(outcome.out, HasSubstr("Commands:\n  run "));
  EXPECT_EQ(hearth("--help").out, outcome.out);
  EXPECT_EQ(hearth("help").out, outcome.out);
  EXPECT_EQ(hearth("help", "run").out, hearth("run", "-h").out);
}

TEST(Cli, TellsTheVersionThatTheBuildHas) {
  EXPECT_EQ(hearth("version").out, concat("hearth version is ", kVersion, '\n'));
  EXPECT_EQ(hearth("--version").out, hearth("version").out);
  std::stringstream build;
  build << std::ifstream(HEARTH_SOURCE_DIR "/CMakeLists.txt").rdbuf();
  EXPECT_THAT(build.str(), HasSubstr(concat("project(hearth VERSION ", kVersion, ' ')));
}

}  // namespace
}  // namespace hearth::cli
