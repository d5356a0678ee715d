#include "cli/repl/load_model.h"

#include <gtest/gtest.h>

#include "cli/repl/test_repl.h"

namespace hearth::cli {
namespace {

TEST(LoadModel, AsksForTheSessionsModelWithItsOptions) {
  ScriptedBackend backend;
  ReadableScreen screen;
  TypedLines lines({});
  Repl repl{backend, screen, lines, Session({.model = "tiny", .keep_alive = ollama::KeepAlive{.ns = 5}}, {})};
  repl.session.options.num_ctx = 512;
  EXPECT_EQ(*load_model(repl), Loaded::kReady);
  ASSERT_EQ(backend.loads.size(), 1u);
  EXPECT_EQ(backend.loads[0].model, "tiny");
  EXPECT_EQ(backend.loads[0].options.num_ctx, 512);
  EXPECT_EQ(backend.loads[0].keep_alive->ns, 5);
}

TEST(LoadModel, AnUnknownModelSaysWhatCanBeDone) {
  ScriptedBackend backend;
  EXPECT_EQ(find_model(backend, "llama3").error().message,
            "model 'llama3' is not here; 'hearth list' shows the models that are, 'hearth create llama3 -f Modelfile' "
            "makes one, and 'hearth run ./FILE.gguf' runs a file as it is");
}

TEST(LoadModel, AnAlmostKnownModelIsSuggested) {
  ScriptedBackend backend;
  EXPECT_TRUE(find_model(backend, "tinny")
                  .error()
                  .message.starts_with("model 'tinny' is not here; did you mean 'tiny'? 'hearth list'"));
}

}  // namespace
}  // namespace hearth::cli
