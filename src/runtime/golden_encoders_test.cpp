// Encoders against another program's hidden states (tests/golden/encoders/README.md), and the first promise for them:
// the same vector to the last bit on every instruction set, with 1 and 2 threads, alone and among other texts.
#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "kernels/dispatch.h"
#include "runtime/embedder.h"
#include "runtime/engine.h"

namespace hearth::runtime {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(HEARTH_SOURCE_DIR) / "tests/golden/encoders";

struct GoldenText {
  std::vector<int32_t> tokens, positions;
  Vectors hidden;
  std::vector<float> mean;
};

template <class Number>
std::vector<Number> numbers(const Json& list) {
  std::vector<Number> out;
  for (const Json& item : *list.if_array()) {
    out.push_back(item.if_int64() != nullptr ? static_cast<Number>(*item.if_int64())
                                             : static_cast<Number>(*item.if_double()));
  }
  return out;
}

std::vector<GoldenText> golden_texts(const std::string& model) {
  std::ifstream file(kFolder / (model + ".json"));
  std::ostringstream text;
  text << file.rdbuf();
  const Json golden = Json::parse(text.str()).value();
  std::vector<GoldenText> texts;
  for (const Json& sequence : *golden.find("sequences")->if_array()) {
    GoldenText& made = texts.emplace_back();
    made.tokens = numbers<int32_t>(*sequence.find("tokens"));
    made.positions = numbers<int32_t>(*sequence.find("positions"));
    for (const Json& row : *sequence.find("hidden")->if_array()) made.hidden.push_back(numbers<float>(row));
    made.mean = numbers<float>(*sequence.find("mean"));
  }
  return texts;
}

std::unique_ptr<Engine> load(const std::string& model, LoadOptions options) {
  auto engine = Engine::load((kFolder / (model + ".gguf")).string(), options);
  EXPECT_TRUE(engine) << engine.error().message;
  return std::move(*engine);
}

double cosine(const std::vector<float>& a, const std::vector<float>& b) {
  double dot = 0, aa = 0, bb = 0;
  for (size_t i = 0; i < a.size(); ++i) {
    const double x = static_cast<double>(a[i]), y = static_cast<double>(b[i]);
    dot += x * y;
    aa += x * x;
    bb += y * y;
  }
  return dot / std::sqrt(aa * bb);
}

Vectors embed(Engine& engine, const std::vector<std::vector<int32_t>>& texts) {
  Embedder embedder(engine, Pooling::kMean);
  const auto job = std::make_shared<EmbedJob>();
  job->texts = texts;
  auto answer = job->answer.get_future();
  embedder.add(job);
  while (!embedder.idle()) embedder.run_step(Others::kIdle, 512);
  Result<Vectors> vectors = answer.get();
  EXPECT_TRUE(vectors) << vectors.error().message;
  return vectors ? *std::move(vectors) : Vectors();
}

class GoldenEncoders : public testing::TestWithParam<const char*> {};

TEST_P(GoldenEncoders, ExactModeGivesTheHiddenStatesOfAnotherProgram) {
  const auto engine = load(GetParam(), {.n_threads = 2, .activations = Activations::kF32});
  for (const GoldenText& text : golden_texts(GetParam())) {
    Sequence sequence(*engine);
    const Chunk chunk{&sequence, text.tokens, Outputs::kAll};
    const auto hidden = engine->run_hidden(std::span(&chunk, 1));
    ASSERT_TRUE(hidden) << hidden.error().message;
    for (size_t i = 0; i < text.positions.size(); ++i) {
      for (size_t j = 0; j < text.hidden[i].size(); ++j) {
        ASSERT_NEAR(hidden->row(text.positions[i])[j], text.hidden[i][j], 5e-5f)
            << text.tokens.size() << " tokens, position " << text.positions[i];
      }
    }
  }
}

TEST_P(GoldenEncoders, MeanOfTheDefaultModePointsWhereThatOfAnotherProgramDoes) {
  const auto engine = load(GetParam(), {.n_threads = 2});
  for (const GoldenText& text : golden_texts(GetParam())) {
    EXPECT_GT(cosine(embed(*engine, {text.tokens}).at(0), text.mean), 0.9999) << text.tokens.size() << " tokens";
  }
}

TEST_P(GoldenEncoders, VectorsAreTheSameOnEveryMachineAloneAndTogether) {
  std::vector<std::vector<int32_t>> texts;
  for (const GoldenText& text : golden_texts(GetParam())) texts.push_back(text.tokens);
  const Vectors expected = embed(*load(GetParam(), {.isa = "scalar", .n_threads = 1}), texts);
  for (const kernels::Isa& isa : kernels::all_isas()) {
    if (!isa.usable) continue;
    for (const int32_t n_threads : {1, 2}) {
      const auto engine = load(GetParam(), {.isa = std::string(isa.name), .n_threads = n_threads});
      EXPECT_EQ(embed(*engine, texts), expected) << isa.name << ", " << n_threads << " threads";
      for (size_t i = 0; i < texts.size(); ++i) {
        EXPECT_EQ(embed(*engine, {texts[i]}).at(0), expected[i]) << isa.name << ", alone";
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenEncoders, testing::Values("bert-f32"), [](const auto&) { return "bert"; });

}  // namespace
}  // namespace hearth::runtime
