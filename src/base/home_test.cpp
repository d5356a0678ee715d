#include "base/home.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <string>

namespace hearth {
namespace {

class Home : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* home = std::getenv("HOME");
    before_ = home != nullptr ? home : "";
    setenv("HOME", "/users/ada", /*overwrite=*/1);
  }
  void TearDown() override { setenv("HOME", before_.c_str(), /*overwrite=*/1); }

 private:
  std::string before_;
};

TEST_F(Home, StandsInPlaceOfATilde) {
  EXPECT_EQ(expand_home("~/models"), "/users/ada/models");
  EXPECT_EQ(expand_home("~"), "/users/ada");
}

TEST_F(Home, LeavesOtherPathsAlone) {
  for (const std::string path : {"", "/data", "data/~", "~ada/models", "a~/b"}) EXPECT_EQ(expand_home(path), path);
}

TEST_F(Home, IsWhatTheSystemSaysWhenTheVariableIsNotSet) {
  unsetenv("HOME");
  EXPECT_TRUE(home_folder().starts_with('/'));
}

}  // namespace
}  // namespace hearth
