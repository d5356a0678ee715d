#include "cli/repl/context_use.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

TEST(ContextUse, WarnsFromNineTenthsOn) {
  EXPECT_EQ(context_warning({.used_tokens = 899, .limit_tokens = 1000}), "");
  EXPECT_EQ(context_warning({.used_tokens = 900, .limit_tokens = 1000}),
            "the context is nearly full: 900 of 1000 tokens; "
            "/clear starts afresh, /set parameter num_ctx makes more room");
}

TEST(ContextUse, SaysThatAFullContextCutTheAnswer) {
  EXPECT_EQ(context_warning({.used_tokens = 1000, .limit_tokens = 1000, .answer_cut = true}),
            "the context is full: 1000 of 1000 tokens, and the answer was cut; "
            "/clear starts afresh, /set parameter num_ctx makes more room");
}

TEST(ContextUse, AnUnknownLimitWarnsOfNothing) { EXPECT_EQ(context_warning({.used_tokens = 5}), ""); }

TEST(ContextUse, TheLimitIsThatOfTheRunningModel) {
  ScriptedBackend backend;
  backend.models = {{"tiny:latest", {}}};
  backend.context_length = 2048;
  EXPECT_EQ(context_limit(backend, Session({.model = "tiny"}, {})), 2048);
}

TEST(ContextUse, ElseThatOfTheSessionOrTheModel) {
  ScriptedBackend backend;
  backend.models.clear();
  Session session({.model = "tiny"}, {.details = {.context_length = 8192}});
  EXPECT_EQ(context_limit(backend, session), 8192);
  session.options.num_ctx = 512;
  EXPECT_EQ(context_limit(backend, session), 512);
  EXPECT_EQ(context_limit(backend, Session({.model = "tiny"}, {})), std::nullopt);
}

}  // namespace
}  // namespace hearth::cli
