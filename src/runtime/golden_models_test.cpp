// The engine in exact mode against another program's logits (tests/golden/models/README.md).
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/json.h"
#include "runtime/engine.h"

namespace hearth::runtime {
namespace {

namespace fs = std::filesystem;

const fs::path kModels = fs::path(HEARTH_SOURCE_DIR) / "tests/golden/models";

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<std::string> models() {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(kModels)) {
    if (entry.path().extension() == ".gguf") names.push_back(entry.path().stem().string());
  }
  std::ranges::sort(names);
  return names;
}

double number(const Json& value) {
  const int64_t* integer = value.if_int64();
  return integer != nullptr ? static_cast<double>(*integer) : *value.if_double();
}

std::vector<int32_t> ids(const Json& list) {
  std::vector<int32_t> out;
  for (const Json& id : *list.if_array()) out.push_back(static_cast<int32_t>(number(id)));
  return out;
}

class GoldenModels : public testing::TestWithParam<std::string> {};

TEST_P(GoldenModels, ExactModeGivesTheLogitsOfAnotherProgram) {
  const auto golden = Json::parse(read(kModels / (GetParam() + ".json")));
  ASSERT_TRUE(golden) << golden.error().message;
  auto engine = Engine::load((kModels / (GetParam() + ".gguf")).string(),
                             {.activations = Activations::kF32, .n_ctx = 128, .max_rows = 64, .max_outputs = 64});
  ASSERT_TRUE(engine) << engine.error().message;
  const float tolerance = GetParam().starts_with("gemma3") ? 0.01f : 0.001f;
  for (const Json& sequence_golden : *golden->find("sequences")->if_array()) {
    const std::vector<int32_t> tokens = ids(*sequence_golden.find("tokens"));
    Sequence sequence(**engine);
    const auto logits = (*engine)->run({{&sequence, tokens, Outputs::kAll}});
    ASSERT_TRUE(logits) << logits.error().message;
    const std::vector<int32_t> positions = ids(*sequence_golden.find("positions"));
    const auto& rows = *sequence_golden.find("logits")->if_array();
    for (size_t i = 0; i < positions.size(); ++i) {
      const float* got = logits->row(positions[i]);
      const auto& expected = *rows[i].if_array();
      float worst = 0;
      for (size_t j = 0; j < expected.size(); ++j) {
        worst = std::max(worst, std::fabs(got[j] - static_cast<float>(number(expected[j]))));
      }
      EXPECT_LE(worst, tolerance) << "position " << positions[i];
    }
  }
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenModels, testing::ValuesIn(models()), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

}  // namespace
}  // namespace hearth::runtime
