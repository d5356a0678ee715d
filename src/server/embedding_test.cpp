#include "server/embedding.h"

#include <gmock/gmock.h>

#include <cmath>

#include "server/test_server.h"

namespace hearth::server {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class EmbeddingTest : public ServerTest {
 protected:
  void SetUp() override {
    ServerTest::SetUp();
    const auto made =
        store::create(*store_,
                      {.name = *store::ModelName::parse("encoder"),
                       .files = {{"model.gguf", HEARTH_SOURCE_DIR "/tests/golden/encoders/bert-f32.gguf"}},
                       .parameters = Json::object({{"num_ctx", 32}})},
                      [](const ollama::Progress&) {});
    ASSERT_TRUE(made) << made.error().message;
  }

  static ollama::EmbedRequest request(std::vector<std::string> input, std::string model = "encoder") {
    ollama::EmbedRequest made;
    made.model = std::move(model);
    made.input = std::move(input);
    return made;
  }
  Embedding embedding() const { return {*store_, *models_}; }
  ollama::EmbedResponse embed(const ollama::EmbedRequest& asked) const {
    auto response = embedding().embed(asked, {});
    EXPECT_TRUE(response) << response.error().message;
    return response ? *std::move(response) : ollama::EmbedResponse{};
  }
  ollama::Failure failure(const ollama::EmbedRequest& asked) const {
    const auto response = embedding().embed(asked, {});
    EXPECT_FALSE(response);
    return response ? ollama::Failure{} : response.error();
  }
};

double length(const std::vector<float>& vector) {
  double squares = 0;
  for (const float value : vector) squares += static_cast<double>(value) * static_cast<double>(value);
  return std::sqrt(squares);
}

TEST_F(EmbeddingTest, GivesAVectorOfLengthOneForEachTextInOrder) {
  const ollama::EmbedResponse all = embed(request({"a b", "", "c"}));
  ASSERT_THAT(all.embeddings, SizeIs(3));
  for (const auto& vector : all.embeddings) {
    EXPECT_THAT(vector, SizeIs(64));
    EXPECT_NEAR(length(vector), 1, 1e-6);
  }
  EXPECT_EQ(all.prompt_eval_count, 4 + 2 + 3);
  EXPECT_EQ(all.model, "encoder");
  EXPECT_GT(all.total_duration, 0);
  EXPECT_THAT(all.warnings.lines(), IsEmpty());
  EXPECT_EQ(embed(request({"c"})).embeddings[0], all.embeddings[2]);
}

TEST_F(EmbeddingTest, CutsWhatIsTooLongAndSaysSo) {
  const std::string beginning = "a b c d e f g h i j k l m n o p q r s t u v w x y z 1 2 3 4";  // 30, and two around
  const ollama::EmbedResponse cut = embed(request({"x", beginning + " 5 6"}));
  EXPECT_THAT(cut.warnings.lines(), ElementsAre("input 1 was cut: it has 34 tokens, and the context 32"));
  EXPECT_EQ(cut.embeddings[1], embed(request({beginning})).embeddings[0]);
  EXPECT_EQ(cut.prompt_eval_count, 3 + 32);

  ollama::EmbedRequest strict = request({beginning + " 5 6"});
  strict.truncate = false;
  EXPECT_EQ(failure(strict), (ollama::Failure{400, "the input length exceeds the context length"}));
  strict.options.num_ctx = 40;
  EXPECT_THAT(embed(strict).warnings.lines(), IsEmpty());
}

TEST_F(EmbeddingTest, CutsVectorsToTheDimensionsAskedFor) {
  ollama::EmbedRequest asked = request({"a b"});
  const std::vector<float> whole = embed(asked).embeddings[0];
  asked.dimensions = 5;
  const std::vector<float> five = embed(asked).embeddings[0];
  ASSERT_THAT(five, SizeIs(5));
  EXPECT_NEAR(length(five), 1, 1e-6);
  EXPECT_NEAR(five[1] / five[0], whole[1] / whole[0], 1e-5);
  asked.dimensions = 65;
  const ollama::EmbedResponse more = embed(asked);
  EXPECT_EQ(more.embeddings[0], whole);
  EXPECT_THAT(more.warnings.lines(), ElementsAre("dimensions is 65 and is ignored: the model's vectors have 64"));
}

TEST_F(EmbeddingTest, SaysWhichOptionsChangeNothing) {
  ollama::EmbedRequest asked = request({"a"});
  asked.options.temperature = 0.5;
  asked.options.num_ctx = 1000;
  EXPECT_THAT(embed(asked).warnings.lines(),
              ElementsAre("option temperature is ignored: it does not change vectors",
                          "option num_ctx is 1000, the model as loaded here has room for 160"));
}

TEST_F(EmbeddingTest, WithoutTextsItLoadsAndUnloads) {
  EXPECT_THAT(embed(request({})).embeddings, IsEmpty());
  EXPECT_THAT(models_->loaded(), SizeIs(1));
  ollama::EmbedRequest unload = request({});
  unload.keep_alive = ollama::KeepAlive{0};
  EXPECT_THAT(embed(unload).embeddings, IsEmpty());
  EXPECT_THAT(models_->loaded(), IsEmpty());
}

TEST_F(EmbeddingTest, RefusesInTheWordsOfOllama) {
  EXPECT_EQ(failure(request({"a"}, "absent")),
            (ollama::Failure{404, "model \"absent\" not found, try pulling it first"}));
  EXPECT_EQ(failure(request({"a"}, "")), (ollama::Failure{404, "model '' not found"}));
  EXPECT_EQ(failure(request({"a"}, "a b")), (ollama::Failure{400, "invalid model name"}));
  EXPECT_EQ(embedding().embeddings({}, {}).error(), (ollama::Failure{400, "model is required"}));
}

TEST_F(EmbeddingTest, AModelThatChatsHasVectorsToo) {
  const ollama::EmbedResponse found = embed(request({"the cat", "the dog"}, "tiny"));
  ASSERT_THAT(found.embeddings, SizeIs(2));
  EXPECT_NE(found.embeddings[0], found.embeddings[1]);
  EXPECT_NEAR(length(found.embeddings[0]), 1, 1e-6);
}

TEST_F(EmbeddingTest, AModelThatMakesVectorsDoesNotChat) {
  ollama::ChatRequest chat;
  chat.model = "encoder";
  chat.messages = {{.role = "user", .content = "hi"}};
  const auto refused = answering().chat(chat, [](const ollama::ChatChunk&) { return true; }, {});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error(), (ollama::Failure{400, "\"encoder\" does not support chat"}));
}

TEST_F(EmbeddingTest, TheOlderEndpointGivesOneVectorAndCutsNothing) {
  ollama::EmbeddingsRequest asked;
  asked.model = "encoder";
  EXPECT_THAT(embedding().embeddings(asked, {})->embedding, IsEmpty());
  asked.prompt = "a b";
  EXPECT_EQ(embedding().embeddings(asked, {})->embedding, embed(request({"a b"})).embeddings[0]);
  asked.prompt = std::string(200, '!');
  EXPECT_EQ(embedding().embeddings(asked, {}).error().status, 400);
}

}  // namespace
}  // namespace hearth::server
