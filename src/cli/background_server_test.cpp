#include "cli/background_server.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <filesystem>

#include "base/test_folder.h"
#include "cli/input.h"

namespace hearth::cli {
namespace {

using testing::HasSubstr;
using testing::Not;

// A shell script in the place of the server.
class BackgroundServerTest : public testing::Test {
 protected:
  BackgroundServer script(const std::string& text) const {
    return {.command = {"/bin/sh", "-c", text}, .log_path = log_path()};
  }
  std::string log_path() const { return folder_.path() + "/state/serve.log"; }
  std::string ready_path() const { return folder_.path() + "/ready"; }
  bool ready() const { return std::filesystem::exists(ready_path()); }

  // Starts a server that answers once it has made its file, and ends it again.
  void run_until_ready(const std::string& text) const {
    const auto pid =
        start_in_background(script(text + "; touch " + ready_path() + "; exec sleep 60"), [&] { return ready(); });
    ASSERT_TRUE(pid) << pid.error().message;
    EXPECT_EQ(getsid(*pid), *pid);
    EXPECT_EQ(kill(*pid, SIGKILL), 0);
    EXPECT_EQ(waitpid(*pid, nullptr, 0), *pid);
  }

  TestFolder folder_;
};

std::string message_of(const Result<pid_t>& result) { return result ? "started" : result.error().message; }

TEST_F(BackgroundServerTest, ReturnsWhenItAnswersAndRunsInASessionOfItsOwn) {
  run_until_ready("echo hello; echo problems >&2");
  EXPECT_EQ(read_file(log_path()).value(), "hello\nproblems\n");
}

TEST_F(BackgroundServerTest, HasNoFilesOfItsParent) {
  const int fd = open("/dev/null", O_RDONLY);  // without O_CLOEXEC
  run_until_ready("ls /proc/$$/fd | tr '\\n' ' '");
  close(fd);
  EXPECT_THAT(read_file(log_path()).value(), testing::StartsWith("0 1 2 "));
  EXPECT_THAT(read_file(log_path()).value(), Not(HasSubstr(" " + std::to_string(fd) + " ")));
}

TEST_F(BackgroundServerTest, TellsTheEndOfItsOwnLogWhenItDies) {
  folder_.write("state/serve.log", "from last week\n");
  const std::string message = message_of(start_in_background(script("echo no port >&2; exit 3"), [] { return false; }));
  EXPECT_THAT(message, HasSubstr("ended with status 3"));
  EXPECT_THAT(message, HasSubstr(log_path() + " ends: no port"));
  EXPECT_THAT(message, Not(HasSubstr("last week")));
}

TEST_F(BackgroundServerTest, MayDieWhenAnotherOneAnswers) {
  EXPECT_TRUE(start_in_background(script("exit 1"), [] { return true; }));
}

TEST_F(BackgroundServerTest, IsNotWaitedForForever) {
  BackgroundServer server = script("echo $$ > " + ready_path() + "; exec sleep 60");
  server.patience = std::chrono::milliseconds(0);
  EXPECT_THAT(message_of(start_in_background(server, [] { return false; })), HasSubstr("does not answer after 0 s"));
  while (!ready() || read_file(ready_path()).value().empty()) continue;
  const pid_t pid = std::stoi(read_file(ready_path()).value());
  EXPECT_EQ(kill(pid, SIGKILL), 0);
  EXPECT_EQ(waitpid(pid, nullptr, 0), pid);
}

TEST_F(BackgroundServerTest, SaysWhatCannotBeStarted) {
  BackgroundServer server{.command = {folder_.path() + "/no such program"}, .log_path = log_path()};
  EXPECT_THAT(message_of(start_in_background(server, [] { return false; })), HasSubstr("no such program"));
  folder_.write("file", "");
  server = {.command = {"/bin/true"}, .log_path = folder_.path() + "/file/serve.log"};
  EXPECT_THAT(message_of(start_in_background(server, [] { return false; })), HasSubstr("file/serve.log"));
}

TEST_F(BackgroundServerTest, BeginsANewLogWhenTheOldOneIsLong) {
  folder_.write("state/serve.log", std::string(size_t{17} << 20, 'x'));
  run_until_ready("echo new");
  EXPECT_EQ(read_file(log_path()).value(), "new\n");
  EXPECT_TRUE(std::filesystem::exists(log_path() + ".old"));
}

TEST(OwnServer, IsThisProgram) {
  const BackgroundServer server = own_server().value();
  EXPECT_THAT(server.command, testing::ElementsAre(HasSubstr("cli_test"), "serve"));
  EXPECT_THAT(server.log_path, testing::EndsWith("/.hearth/serve.log"));
}

}  // namespace
}  // namespace hearth::cli
