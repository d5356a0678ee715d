#include "server/library.h"

#include <gmock/gmock.h>

#include "server/test_server.h"

namespace hearth::server {
namespace {

using ::testing::HasSubstr;

using Library = ServerTest;

TEST_F(Library, ListsWhatIsInTheStore) {
  const auto models = list_models(*store_);
  ASSERT_TRUE(models);
  ASSERT_EQ(models->size(), 1u);
  EXPECT_EQ(models->front().name, "tiny:latest");
  EXPECT_EQ(models->front().digest.size(), 64u);
  EXPECT_EQ(models->front().details.family, "llama");
  EXPECT_GT(models->front().size, 1000);
}

TEST_F(Library, ShowsEverythingOfAModel) {
  const auto shown = show_model(*store_, {.model = "TINY"});
  ASSERT_TRUE(shown) << shown.error().message;
  EXPECT_EQ(shown->system, "Be brief.");
  EXPECT_EQ(shown->template_text, kTestTemplate);
  EXPECT_THAT(shown->parameters, HasSubstr("temperature"));
  EXPECT_THAT(shown->modelfile, HasSubstr("SYSTEM Be brief."));
  EXPECT_EQ(*shown->model_info.find("general.architecture")->if_string(), "llama");
  EXPECT_TRUE(shown->model_info.find("tokenizer.ggml.tokens")->is_null());
  EXPECT_FALSE(shown->tensors.empty());
  const auto verbose = show_model(*store_, {.model = "tiny", .verbose = true});
  EXPECT_EQ(verbose->model_info.find("tokenizer.ggml.tokens")->if_array()->size(), 320u);
  EXPECT_EQ(show_model(*store_, {.model = "nobody"}).error().code, ErrorCode::kNotFound);
}

TEST_F(Library, ShowsAFileThatIsInNoStore) {
  const auto shown = show_file(tiny_model_path(), {});
  ASSERT_TRUE(shown);
  EXPECT_EQ(shown->details.family, "llama");
  EXPECT_THAT(shown->modelfile, HasSubstr("FROM " + tiny_model_path()));
}

TEST_F(Library, TellsWhatIsInMemory) {
  EXPECT_TRUE(running_models(*store_, *models_).empty());
  ollama::ModelRequest request{.model = "tiny"};
  ASSERT_TRUE(answering().load(request, {}));
  const auto running = running_models(*store_, *models_);
  ASSERT_EQ(running.size(), 1u);
  EXPECT_EQ(running[0].name, "tiny:latest");
  EXPECT_EQ(running[0].context_length, 256);
  EXPECT_GT(running[0].size, 0);
  EXPECT_EQ(running[0].details.family, "llama");
}

}  // namespace
}  // namespace hearth::server
