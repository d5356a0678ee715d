// The verbs of every tiny model, as its family calls them, against tests/golden/verbs: the structure of a network as a
// text whose changes are read in a diff. The lists are our own output; that they are right is asked by the logits of
// another program (runtime/golden_models_test.cpp).
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "compute/recording/recording_device.h"
#include "model/model.h"
#include "model/model_file.h"

namespace hearth::model {
namespace {

namespace fs = std::filesystem;

const fs::path kGoldens = fs::path(HEARTH_SOURCE_DIR) / "tests/golden";

// "models/llama2-f32"
std::vector<std::string> models() {
  std::vector<std::string> names;
  for (const char* folder : {"encoders", "models"}) {
    for (const auto& entry : fs::directory_iterator(kGoldens / folder)) {
      if (entry.path().extension() == ".gguf") names.push_back(folder + ("/" + entry.path().stem().string()));
    }
  }
  std::ranges::sort(names);
  return names;
}

std::string read(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

// A chunk of three tokens and one token of another sequence.
std::string verbs_of(const Model& model) {
  const std::vector<compute::StepRow> rows = {{.token = 1, .position = 0, .sequence = 0},
                                              {.token = 2, .position = 1, .sequence = 0},
                                              {.token = 3, .position = 2, .sequence = 0, .wants_output = true},
                                              {.token = 4, .position = 40, .sequence = 1, .wants_output = true}};
  compute::RecordingDevice device;
  compute::KvCache no_cache;
  device.run([&](Step& step) { return model.is_encoder() ? model.hidden(step) : model.forward(step); },
             {.rows = rows, .pages = {}}, no_cache);
  std::string text = "# recorded by src/model/verbs_test.cpp: four rows, of which two want logits\n";
  for (const std::string& verb : device.verbs()) text += verb + "\n";
  return text;
}

class Verbs : public testing::TestWithParam<std::string> {};

TEST_P(Verbs, AreThoseOfTheGolden) {
  const gguf::File file = gguf::File::open((kGoldens / (GetParam() + ".gguf")).string()).value();
  ModelFile model_file = ModelFile::open(file).value();
  const Family* family = find_family(model_file.architecture()).value();
  const std::unique_ptr<Model> model = family->load(model_file).value();
  const std::string found = verbs_of(*model);
  const std::string name = fs::path(GetParam()).filename().string() + ".txt";
  const fs::path golden = kGoldens / "verbs" / name;
  if (found == read(golden)) return;
  const fs::path beside = fs::path(testing::TempDir()) / name;
  std::ofstream(beside, std::ios::binary) << found;
  FAIL() << "the verbs are not those of " << golden << "; found ones are in " << beside
         << ": if the change is meant, copy them there";
}

INSTANTIATE_TEST_SUITE_P(Models, Verbs, testing::ValuesIn(models()), [](const auto& test) {
  std::string name = fs::path(test.param).filename().string();
  std::ranges::replace(name, '-', '_');
  return name;
});

}  // namespace
}  // namespace hearth::model
