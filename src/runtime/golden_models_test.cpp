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

// The largest difference of a logit of the golden's sequences, with the root of the mean square of the logits.
struct Difference {
  float largest = 0;
  float scale = 0;
};

Difference difference(const std::string& model, LoadOptions options) {
  Difference difference;
  const auto golden = Json::parse(read(kModels / (model + ".json")));
  EXPECT_TRUE(golden) << golden.error().message;
  options.n_ctx = 128;
  options.max_rows = options.max_outputs = 64;
  auto engine = Engine::load((kModels / (model + ".gguf")).string(), options);
  EXPECT_TRUE(engine) << engine.error().message;
  double squares = 0;
  size_t n = 0;
  for (const Json& sequence_golden : *golden.value().find("sequences")->if_array()) {
    const std::vector<int32_t> tokens = ids(*sequence_golden.find("tokens"));
    Sequence sequence(*engine.value());
    const auto logits = engine.value()->run({{&sequence, tokens, Outputs::kAll}});
    EXPECT_TRUE(logits) << logits.error().message;
    const std::vector<int32_t> positions = ids(*sequence_golden.find("positions"));
    const auto& rows = *sequence_golden.find("logits")->if_array();
    for (size_t i = 0; i < positions.size(); ++i) {
      const float* got = logits->row(positions[i]);
      for (const Json& expected : *rows[i].if_array()) {
        const double logit = number(expected);
        difference.largest = std::max(difference.largest, std::fabs(*got++ - static_cast<float>(logit)));
        squares += logit * logit;
        ++n;
      }
    }
  }
  difference.scale = static_cast<float>(std::sqrt(squares / static_cast<double>(n)));
  return difference;
}

TEST_P(GoldenModels, ExactModeGivesTheLogitsOfAnotherProgram) {
  const float tolerance = GetParam().starts_with("gemma3") ? 0.01f : 0.001f;
  EXPECT_LE(difference(GetParam(), {.activations = Activations::kF32}).largest, tolerance);
}

// A layout that is read otherwise than it is written changes logits by several times their scale.
TEST_P(GoldenModels, EightBitKeysAndValuesChangeLittle) {
  const Difference f16 = difference(GetParam(), {.kv_type = compute::KvType::kF16});
  const Difference q8 = difference(GetParam(), {.kv_type = compute::KvType::kQ8_0});
  EXPECT_NE(f16.largest, q8.largest);
  EXPECT_LE(q8.largest, f16.largest + 0.12f * f16.scale);
}

INSTANTIATE_TEST_SUITE_P(Models, GoldenModels, testing::ValuesIn(models()), [](const auto& test) {
  std::string name = test.param;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
});

}  // namespace
}  // namespace hearth::runtime
