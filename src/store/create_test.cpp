#include "store/create.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <thread>

#include "store/gc.h"
#include "store/show.h"
#include "store/test_models.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsSupersetOf;
using testing::StartsWith;

class CreateTest : public StoreTest {
 protected:
  SourceFile file(const std::string& name, const gguf::Writer& writer) const {
    gguf::write_model(folder_.file(name), writer);
    return {name, folder_.file(name)};
  }
  Result<PutModel> create(const CreateRequest& request) {
    statuses_.clear();
    return store::create(store_, request,
                         [&](const ollama::Progress& progress) { statuses_.push_back(progress.status); });
  }
  ModelParts created(const CreateRequest& request) {
    const auto put = create(request);
    EXPECT_TRUE(put.has_value()) << put.error().message;
    return parts(request.name);
  }
  ModelParts parts(const ModelName& name) const { return open_parts(store_, name).value(); }
  std::string error(const CreateRequest& request) {
    const auto put = create(request);
    EXPECT_FALSE(put.has_value());
    EXPECT_FALSE(store_.find(request.name).has_value());
    return put ? "" : put.error().message;
  }
  ModelName make_base() {
    created({.name = name_of("base"), .files = {file("base.gguf", sample_model())}, .system = "old"});
    return name_of("base");
  }

  std::vector<std::string> statuses_;
};

TEST_F(CreateTest, MakesAModelOfAFile) {
  const ModelParts made = created({.name = name_of("m"), .files = {file("m.gguf", sample_model())}});
  EXPECT_EQ(made.config.model_format, "gguf");
  EXPECT_EQ(made.config.model_family, "llama");
  EXPECT_EQ(made.config.model_families, std::vector<std::string>{"llama"});
  EXPECT_EQ(made.config.model_type, "19K");
  EXPECT_EQ(made.config.file_type, "F16");
  EXPECT_EQ(made.config.context_length, 2048);
  EXPECT_EQ(content_of(made.model_path), content_of(folder_.file("m.gguf")));
  EXPECT_EQ(made.parameters.dump(), R"({"stop":["<|im_start|>","<|im_end|>"]})");
}

TEST_F(CreateTest, ReportsWhatItDoesAsOllamaDoes) {
  const ModelParts made = created({.name = name_of("m"), .files = {file("m.gguf", sample_model())}});
  const auto& layers = made.stored.manifest.layers;
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_THAT(statuses_, ElementsAre("parsing GGUF", "verifying conversion", "using autodetected template chatml",
                                     "creating new layer " + layers[0].digest.text(),
                                     "creating new layer " + layers[1].digest.text(), "writing manifest", "success"));
}

TEST_F(CreateTest, AddsToAModelOfTheStore) {
  const ModelName base = make_base();
  const ModelParts made = created({.name = name_of("m"),
                                   .from = base,
                                   .template_text = "{{ .Prompt }}",
                                   .licenses = {"MIT"},
                                   .parameters = Json::object({{"temperature", 0.5}}),
                                   .messages = {{.role = "user", .content = "hi"}},
                                   .renderer = "r",
                                   .requires_version = "v0.14.0",
                                   .load_settings = Json::object({{"OLLAMA_NUM_PARALLEL", "2"}})});
  EXPECT_EQ(made.model_path, parts(base).model_path);
  EXPECT_EQ(made.stored.manifest.layers[0].from, "base:latest");
  EXPECT_EQ(made.system, "old");
  EXPECT_EQ(made.template_text, "{{ .Prompt }}");
  EXPECT_EQ(made.licenses, std::vector<std::string>{"MIT"});
  EXPECT_EQ(made.parameters.dump(), R"({"stop":["<|im_start|>","<|im_end|>"],"temperature":0.5})");
  EXPECT_EQ(made.messages[0].content, "hi");
  EXPECT_EQ(made.config.renderer, "r");
  EXPECT_EQ(made.config.requires_version, "0.14.0");
  EXPECT_EQ(made.load_settings.dump(), R"({"OLLAMA_NUM_PARALLEL":"2"})");
  EXPECT_THAT(statuses_[0], StartsWith("using existing layer sha256:"));
}

TEST_F(CreateTest, ReplacesTextsAndListsAsAWhole) {
  const ModelParts made = created({.name = name_of("m"),
                                   .from = make_base(),
                                   .system = "new",
                                   .parameters = Json::object({{"stop", Json::Array{"x"}}})});
  EXPECT_EQ(made.system, "new");
  EXPECT_EQ(made.parameters.dump(), R"({"stop":["x"]})");
}

TEST_F(CreateTest, MakesAModelAnewAndRemovesWhatItNoLongerNeeds) {
  const ModelName base = make_base();
  created({.name = base, .from = base, .system = "new"});
  EXPECT_FALSE(has("old"));
  EXPECT_TRUE(has("new"));
}

TEST_F(CreateTest, TakesProjectorsAndAdapters) {
  const ModelParts made = created({.name = name_of("m"),
                                   .files = {file("p.gguf", sample_projector()), file("m.gguf", sample_model())},
                                   .adapters = {file("a.gguf", sample_adapter())}});
  EXPECT_EQ(made.config.model_families, (std::vector<std::string>{"llama", "clip"}));
  EXPECT_EQ(made.projector_paths.size(), 1u);
  EXPECT_FALSE(made.adapter_path.empty());
  EXPECT_THAT(made.capabilities, IsSupersetOf({"completion", "vision"}));
}

TEST_F(CreateTest, TakesADraft) {
  const ModelParts made = created({.name = name_of("m"),
                                   .files = {file("m.gguf", sample_model())},
                                   .draft_files = {file("d.gguf", sample_model({.n_layers = 1}))},
                                   .draft_quantize = "q8_0"});
  EXPECT_EQ(made.config.draft->architecture, "llama");
  EXPECT_EQ(gguf::File::open(made.draft_path)->find_integer("general.file_type"), 7);
}

TEST_F(CreateTest, Quantizes) {
  const ModelParts made =
      created({.name = name_of("m"), .files = {file("m.gguf", sample_model())}, .quantize = "q4_k_m"});
  EXPECT_EQ(made.config.file_type, "Q4_K_M");
  EXPECT_THAT(statuses_, testing::Contains("quantizing F16 model to Q4_K_M"));
  EXPECT_EQ(gguf::File::open(made.model_path)->find_tensor("blk.0.attn_q.weight")->format->name, "Q4_K");
}

TEST_F(CreateTest, QuantizesAModelOfTheStore) {
  const ModelParts made = created({.name = name_of("m"), .from = make_base(), .quantize = "Q8_0"});
  EXPECT_EQ(made.config.file_type, "Q8_0");
  EXPECT_EQ(made.system, "old");
  EXPECT_EQ(made.stored.manifest.layers.size(), 3u);
}

TEST_F(CreateTest, LeavesAModelOfThatFormatAsItIs) {
  const ModelParts made = created({.name = name_of("m"), .files = {file("m.gguf", sample_model())}, .quantize = "f16"});
  EXPECT_EQ(content_of(made.model_path), content_of(folder_.file("m.gguf")));
}

TEST_F(CreateTest, MergesPartsOfASplitModel) {
  std::vector<SourceFile> files;
  for (const uint16_t number : {1, 2}) {
    gguf::Writer part;
    part.set("split.no", static_cast<uint16_t>(number - 1));
    part.set("split.count", uint16_t{2});
    part.set("split.tensors.count", 2);
    if (number == 1) part.set("general.architecture", "llama");
    add_matrix(part, number == 1 ? "a.weight" : "b.weight", quant::Format::kF16, {32, 1});
    files.push_back(file("m-0000" + std::to_string(number) + "-of-00002.gguf", part));
  }
  const ModelParts made = created({.name = name_of("m"), .files = files});
  EXPECT_EQ(gguf::File::open(made.model_path)->tensors().size(), 2u);
}

TEST_F(CreateTest, RefusesWhatCannotBeAModel) {
  const SourceFile model = file("m.gguf", sample_model());
  EXPECT_EQ(error({.name = name_of("m")}), "neither 'from' or 'files' was specified");
  EXPECT_THAT(error({.name = name_of("m"), .from = name_of("absent")}), HasSubstr("model 'absent:latest' not found"));
  EXPECT_EQ(error({.name = name_of("m"), .files = {file("p.gguf", sample_projector())}}), "no base model was found");
  EXPECT_THAT(error({.name = name_of("m"), .files = {model, file("n.gguf", sample_model())}}),
              StartsWith("n.gguf: is a second model"));
  EXPECT_EQ(error({.name = name_of("m"), .files = {model}, .draft_quantize = "Q8_0"}),
            "--draft-quantize requires a DRAFT model");
  EXPECT_THAT(error({.name = name_of("m"), .files = {model}, .quantize = "Q9"}),
              StartsWith("unsupported quantization"));
  EXPECT_THAT(error({.name = name_of("m"),
                     .files = {file("q.gguf", sample_model({.format = quant::Format::kQ8_0}))},
                     .quantize = "Q4_0"}),
              StartsWith("quantization is only supported for"));
  EXPECT_THAT(error({.name = name_of("m"), .files = {model}, .template_text = "{{ .Prompt"}),
              StartsWith("template error: template: :1:"));
  EXPECT_THAT(error({.name = name_of("m"), .files = {model}, .adapters = {file("a.gguf", sample_adapter(512))}}),
              StartsWith("a.gguf: the adapter is for another model: "));
  EXPECT_EQ(error({.name = name_of("m"), .files = {model}, .adapters = {model}}),
            "m.gguf: is no adapter, its general.type is not \"adapter\"");
}

TEST_F(CreateTest, LeavesTheFormerModelWhenItFails) {
  const ModelName base = make_base();
  const Digest before = store_.find(base)->digest;
  CreateRequest request{.name = base, .from = base, .system = "new"};
  request.adapters = {file("a.gguf", sample_adapter(512))};
  EXPECT_FALSE(create(request).has_value());
  EXPECT_EQ(store_.find(base)->digest, before);
  const size_t n_needed = n_blobs();
  EXPECT_TRUE(collect_garbage(store_, {.blob_age = std::chrono::seconds(0)}).has_value());
  EXPECT_EQ(parts(base).system, "old");
  EXPECT_LE(n_blobs(), n_needed);
}

TEST_F(CreateTest, TwoAtOnceOfOneNameLeaveOneWholeModel) {
  const ModelName base = make_base();
  const auto make = [&](const char* system) {
    const auto put = store::create(store_, {.name = name_of("m"), .from = base, .system = system}, [](const auto&) {});
    EXPECT_TRUE(put.has_value()) << put.error().message;
  };
  for (int i = 0; i < 20; ++i) {
    std::thread other([&] { make("one"); });
    make("two");
    other.join();
    EXPECT_THAT(parts(name_of("m")).system, testing::AnyOf("one", "two"));
  }
}

}  // namespace
}  // namespace hearth::store
