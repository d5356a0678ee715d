#include "store/create_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "store/test_models.h"
#include "store/test_store.h"

namespace hearth::store {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::StartsWith;

class SourceTest : public testing::Test {
 protected:
  SourceFile write(const std::string& name, const gguf::Writer& writer) const {
    gguf::write_model(folder_.file(name), writer);
    return {name, folder_.file(name)};
  }
  SourceFile write(const std::string& name, std::string_view text) const {
    write_text(folder_.file(name), text);
    return {name, folder_.file(name)};
  }
  // Under a name of its own, because files stay mapped.
  gguf::File open(const gguf::Writer& writer) {
    return gguf::File::open(write(std::to_string(n_opened_++) + ".gguf", writer).path).value();
  }

  static std::string error(const std::vector<SourceFile>& files) {
    const auto sources = open_sources(files);
    EXPECT_FALSE(sources.has_value());
    return sources ? "" : sources.error().message;
  }

  const gguf::TemporaryFolder folder_;
  int n_opened_ = 0;
};

// Part `number` of a model in two parts.
gguf::Writer part(uint16_t number) {
  gguf::Writer w;
  w.set("split.no", static_cast<uint16_t>(number - 1));
  w.set("split.count", uint16_t{2});
  w.set("split.tensors.count", 2);
  if (number == 1) w.set("general.architecture", "llama");
  add_matrix(w, number == 1 ? "a.weight" : "b.weight", quant::Format::kF16, {32, 1});
  return w;
}

TEST_F(SourceTest, KnowsTheRoleOfAFile) {
  EXPECT_EQ(role_of(open(sample_model())), SourceRole::kModel);
  EXPECT_EQ(role_of(open(sample_projector())), SourceRole::kProjector);
  EXPECT_EQ(role_of(open(sample_adapter())), SourceRole::kAdapter);
  gguf::Writer clip;
  clip.set("general.architecture", "clip");
  clip.set("clip.has_vision_encoder", true);
  EXPECT_EQ(role_of(open(clip)), SourceRole::kProjector);
  gguf::Writer vision;
  vision.set("general.architecture", "mllama");
  vision.set("mllama.vision.block_count", 2u);
  EXPECT_EQ(role_of(open(vision)), SourceRole::kProjector);
  vision.set("mllama.block_count", 2u);
  EXPECT_EQ(role_of(open(vision)), SourceRole::kModel);
}

TEST_F(SourceTest, OpensFilesInTheirOrder) {
  const auto sources = open_sources({write("b.gguf", sample_model()), write("a.gguf", sample_projector())});
  ASSERT_TRUE(sources.has_value()) << sources.error().message;
  ASSERT_EQ(sources->size(), 2u);
  EXPECT_EQ((*sources)[0].origin.name, "b.gguf");
  EXPECT_FALSE((*sources)[0].is_split);
}

TEST_F(SourceTest, MakesOneOfTheParts) {
  const SourceFile first = write("m-00001-of-00002.gguf", part(1)), second = write("m-00002-of-00002.gguf", part(2));
  for (const auto& files : {std::vector{first}, std::vector{second, first}}) {
    const auto sources = open_sources(files);
    ASSERT_TRUE(sources.has_value()) << sources.error().message;
    ASSERT_EQ(sources->size(), 1u);
    EXPECT_TRUE((*sources)[0].is_split);
    EXPECT_EQ((*sources)[0].file.tensors().size(), 2u);
  }
}

TEST_F(SourceTest, FindsPartsThatLieUnderOtherNames) {
  const SourceFile first{"m-00001-of-00002.gguf", write("sha256-1", part(1)).path};
  const SourceFile second{"m-00002-of-00002.gguf", write("sha256-2", part(2)).path};
  const auto sources = open_sources({first, second});
  ASSERT_TRUE(sources.has_value()) << sources.error().message;
  EXPECT_EQ((*sources)[0].file.tensors().size(), 2u);
  EXPECT_EQ(error({first}), "m-00002-of-00002.gguf: is missing; 1 of 2 parts of the model are given");
}

TEST_F(SourceTest, SaysWhatAFileIsInstead) {
  EXPECT_THAT(error({write("page.gguf", "<!DOCTYPE html>")}),
              StartsWith("page.gguf: supplied file was not in GGUF format: it is "));
  EXPECT_THAT(error({write("x.safetensors", "........{}")}), HasSubstr("with its config.json"));
  EXPECT_THAT(error({write("cut.gguf", "GGUF\3")}), StartsWith("cut.gguf: "));
}

std::string adapter_error(const gguf::File& adapter, const gguf::File& model) {
  const Status checked = check_adapter(adapter, model);
  return checked ? "" : checked.error().message;
}

TEST_F(SourceTest, TakesAnAdapterOfTheModel) {
  EXPECT_EQ(adapter_error(open(sample_adapter()), open(sample_model())), "");
}

TEST_F(SourceTest, RefusesAnAdapterForAnotherModel) {
  const gguf::File model = open(sample_model());
  EXPECT_EQ(adapter_error(open(sample_adapter(256, "gemma2")), model),
            "the adapter is for another model: its architecture is \"gemma2\", the model's \"llama\"");
  EXPECT_EQ(adapter_error(open(sample_adapter(512)), model),
            "the adapter is for another model: it changes blk.0.attn_q.weight of shape [512, 16], in this model it has "
            "[256, 16]");
  gguf::Writer other = sample_adapter();
  add_matrix(other, "blk.9.attn_q.weight.lora_a", quant::Format::kF32, {256, 2});
  add_matrix(other, "blk.9.attn_q.weight.lora_b", quant::Format::kF32, {2, 16});
  EXPECT_EQ(adapter_error(open(other), model), "the adapter is for another model: this one has no blk.9.attn_q.weight");
}

TEST_F(SourceTest, RefusesAnAdapterThatIsNotWhole) {
  const gguf::File model = open(sample_model());
  gguf::Writer half = sample_adapter();
  add_matrix(half, "blk.1.attn_q.weight.lora_a", quant::Format::kF32, {256, 2});
  EXPECT_EQ(adapter_error(open(half), model), "the adapter has no blk.1.attn_q.weight.lora_b");
  gguf::Writer ranks = sample_adapter();
  add_matrix(ranks, "blk.1.attn_q.weight.lora_a", quant::Format::kF32, {256, 3});
  add_matrix(ranks, "blk.1.attn_q.weight.lora_b", quant::Format::kF32, {2, 16});
  EXPECT_EQ(adapter_error(open(ranks), model),
            "the adapter contradicts itself: blk.1.attn_q.weight.lora_a has the rank 3, "
            "blk.1.attn_q.weight.lora_b has 2");
  gguf::Writer empty;
  empty.set("general.architecture", "llama");
  EXPECT_THAT(adapter_error(open(empty), model), AllOf(HasSubstr("no pair"), HasSubstr("lora_a")));
}

}  // namespace
}  // namespace hearth::store
