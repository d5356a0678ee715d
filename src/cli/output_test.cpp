#include "cli/output.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>

namespace hearth::cli {
namespace {

// Standard output replaced by another file while it lives.
class Redirected {
 public:
  explicit Redirected(int file) : saved_(dup(STDOUT_FILENO)) {
    std::fflush(stdout);
    dup2(file, STDOUT_FILENO);
    close(file);
  }
  ~Redirected() {
    std::fflush(stdout);
    std::clearerr(stdout);
    dup2(saved_, STDOUT_FILENO);
    close(saved_);
  }

 private:
  int saved_;
};

TEST(Output, IsThereAtOnce) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Redirected redirected(ends[1]);
  EXPECT_EQ(write_out("hearth").value(), Written::kAll);
  char buffer[16] = {};
  EXPECT_EQ(read(ends[0], buffer, sizeof buffer), 6);
  EXPECT_STREQ(buffer, "hearth");
  close(ends[0]);
}

TEST(Output, AClosedPipeIsNoError) {
  std::signal(SIGPIPE, SIG_IGN);
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  close(ends[0]);
  const Redirected redirected(ends[1]);
  EXPECT_EQ(write_out("hearth").value(), Written::kNobodyReads);
}

TEST(Output, AFullDiskIsAnError) {
  const Redirected redirected(open("/dev/full", O_WRONLY));
  const auto written = write_out("hearth");
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().message, "cannot write to standard output: No space left on device");
}

}  // namespace
}  // namespace hearth::cli
