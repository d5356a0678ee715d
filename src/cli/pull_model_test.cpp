#include "cli/pull_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

TEST(PullModel, HandsTheRequestOn) {
  ScriptedBackend backend;
  EXPECT_TRUE(pull_model(backend, {.model = "new", .insecure = true}));
  ASSERT_EQ(backend.pulls.size(), 1u);
  EXPECT_TRUE(backend.pulls.front().insecure);
  EXPECT_TRUE(push_model(backend, {.model = "tiny"}));
}

TEST(EnsureModel, PullsOnlyWhatIsNotHere) {
  ScriptedBackend backend;
  EXPECT_TRUE(ensure_model(backend, {.model = "tiny"}));
  EXPECT_TRUE(backend.pulls.empty());
  EXPECT_TRUE(ensure_model(backend, {.model = "new"}));
  EXPECT_EQ(backend.pulls.size(), 1u);
}

TEST(EnsureModel, SaysWhatElseCouldBeMeant) {
  ScriptedBackend backend;
  backend.pull_status = fail(ErrorCode::kNotFound, "pull model manifest: file does not exist");
  const Status done = ensure_model(backend, {.model = "tyny"});
  ASSERT_FALSE(done);
  EXPECT_THAT(done.error().message, testing::HasSubstr("did you mean 'tiny'?"));
  EXPECT_THAT(done.error().message, testing::EndsWith("; pull model manifest: file does not exist"));
}

}  // namespace
}  // namespace hearth::cli
