#include "store/create_tensor_formats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "base/json.h"
#include "store/test_models.h"

namespace hearth::store {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using enum quant::Format;

gguf::TensorInfo tensor(std::string_view name, std::vector<uint64_t> dims = {256, 256}) {
  return {.name = name, .format = &quant::info(kF16), .dims = std::move(dims)};
}

// Names of formats of a 2-dimensional tensor in each of the layers.
std::vector<std::string> formats(std::string_view quantization, const std::string& name, const ModelShape& shape) {
  std::vector<std::string> found;
  for (int64_t i = 0; i < shape.n_layers; ++i) {
    const std::string full = "blk." + std::to_string(i) + "." + name;
    found.emplace_back(quant::info(choose_format(find_quantization(quantization).value(), tensor(full), shape)).name);
  }
  return found;
}

quant::Format format(std::string_view quantization, const gguf::TensorInfo& of, const ModelShape& shape = {}) {
  return choose_format(find_quantization(quantization).value(), of, shape);
}

TEST(FindQuantization, TakesNamesInAnyCase) {
  EXPECT_EQ(find_quantization("q4_k_m")->name, "Q4_K_M");
  EXPECT_EQ(find_quantization("Q4_K")->name, "Q4_K_M");
  EXPECT_THAT(find_quantization("Q9").error().message,
              HasSubstr("unsupported quantization type Q9 - supported types are F32, F16, "));
}

// Holds the format of each tensor of that model in that quantization to llama.cpp's.
void expect_formats(const Json& model, const Json::Member& quantization) {
  gguf::Writer source;
  const std::string& first_key = model.find("numbers")->if_object()->front().key;
  source.set("general.architecture", first_key.substr(0, first_key.find('.')));
  for (const Json::Member& number : *model.find("numbers")->if_object()) {
    source.set(number.key, static_cast<uint32_t>(*number.value.if_int64()));
  }
  const Json::Array& tensors = *model.find("tensors")->if_array();
  for (const Json& row : tensors) {
    const Json::Array& cells = *row.if_array();
    std::vector<uint64_t> dims;
    for (size_t i = 1; i < cells.size(); ++i) dims.push_back(static_cast<uint64_t>(*cells[i].if_int64()));
    add_matrix(source, *cells[0].if_string(), dims.size() > 1 ? kF16 : kF32, dims);
  }
  const gguf::TemporaryFolder folder;
  gguf::write_model(folder.file("m.gguf"), source);
  const gguf::File file = gguf::File::open(folder.file("m.gguf")).value();
  const ModelShape shape = shape_of(file);
  for (size_t i = 0; i < tensors.size(); ++i) {
    const std::string& expected = *(*quantization.value.if_array())[i].if_string();
    const std::string_view found = quant::info(format(quantization.key, file.tensors()[i], shape)).name;
    EXPECT_EQ(found, expected) << quantization.key << " " << file.tensors()[i].name;
  }
}

TEST(ChooseFormat, ChoosesAsLlamaCppDoes) {
  std::ifstream in(HEARTH_SOURCE_DIR "/tests/golden/tensor_formats.json");
  std::stringstream text;
  text << in.rdbuf();
  const Json golden = Json::parse(text.str()).value();
  for (const Json::Member& model : *golden.find("models")->if_object()) {
    for (const Json::Member& quantization : *model.value.find("formats")->if_object()) {
      SCOPED_TRACE(model.key);
      expect_formats(model.value, quantization);
    }
  }
}

TEST(ChooseFormat, GivesMoreBitsWhereTheyPay) {
  const ModelShape shape{.n_layers = 8};
  EXPECT_THAT(formats("Q4_K_M", "ffn_down.weight", shape),
              ElementsAre("Q6_K", "Q4_K", "Q4_K", "Q6_K", "Q4_K", "Q4_K", "Q6_K", "Q6_K"));
  EXPECT_THAT(formats("Q4_K_M", "attn_v.weight", shape),
              ElementsAre("Q6_K", "Q4_K", "Q4_K", "Q6_K", "Q4_K", "Q4_K", "Q6_K", "Q6_K"));
  EXPECT_THAT(formats("Q4_K_S", "attn_v.weight", shape),
              ElementsAre("Q5_K", "Q5_K", "Q5_K", "Q5_K", "Q4_K", "Q4_K", "Q4_K", "Q4_K"));
  EXPECT_THAT(formats("Q4_K_S", "ffn_down.weight", shape),
              ElementsAre("Q5_K", "Q4_K", "Q4_K", "Q4_K", "Q4_K", "Q4_K", "Q4_K", "Q4_K"));
  EXPECT_EQ(format("Q4_K_M", tensor("blk.1.attn_q.weight"), shape), kQ4_K);
}

TEST(ChooseFormat, GivesTheOutputABetterFormat) {
  const ModelShape tied, untied{.has_output = true};
  EXPECT_EQ(format("Q4_K_M", tensor("output.weight"), untied), kQ6_K);
  EXPECT_EQ(format("Q4_K_M", tensor("token_embd.weight"), untied), kQ4_K);
  EXPECT_EQ(format("Q4_0", tensor("token_embd.weight"), tied), kQ6_K);
  EXPECT_EQ(format("Q8_0", tensor("token_embd.weight"), tied), kQ8_0);
}

TEST(ChooseFormat, KeepsVectorsNormsAndOtherNetworks) {
  gguf::TensorInfo norm = tensor("blk.0.attn_norm.weight", {256});
  norm.format = &quant::info(kF32);
  EXPECT_EQ(format("Q4_0", norm), kF32);
  EXPECT_EQ(format("Q4_0", tensor("blk.0.attn_q_norm.weight")), kF16);
  EXPECT_EQ(format("Q4_0", tensor("blk.0.ffn_gate_inp.weight")), kF16);
  EXPECT_EQ(format("Q4_0", tensor("v.blk.0.attn_q.weight")), kF16);
  EXPECT_EQ(format("Q4_0", tensor("blk.0.attn_q.bias")), kF16);
}

TEST(ChooseFormat, TakesSmallerBlocksForShortRows) {
  EXPECT_EQ(format("Q4_K_S", tensor("blk.5.attn_q.weight", {576, 8})), kQ5_0);
  EXPECT_EQ(format("Q6_K", tensor("blk.5.attn_q.weight", {576, 8})), kQ8_0);
  EXPECT_EQ(format("Q4_K_S", tensor("token_embd.weight", {576, 8})), kQ8_0);
  EXPECT_EQ(format("Q4_0", tensor("blk.5.attn_q.weight", {24, 8})), kF16);
}

TEST(ChooseFormat, OfWholeNumbersOfBitsIsTheSameForAllMatrices) {
  EXPECT_EQ(format("BF16", tensor("token_embd.weight")), kBF16);
  EXPECT_EQ(format("F32", tensor("blk.0.attn_v.weight")), kF32);
}

TEST(ShapeOf, ReadsTheNumbersOfTheModel) {
  gguf::Writer writer = sample_model();
  writer.set("llama.attention.head_count", 8u);
  writer.set("llama.attention.head_count_kv", 2u);
  const gguf::TemporaryFolder folder;
  gguf::write_model(folder.file("m.gguf"), writer);
  const ModelShape shape = shape_of(gguf::File::open(folder.file("m.gguf")).value());
  EXPECT_EQ(shape.n_layers, 2);
  EXPECT_EQ(shape.n_heads_per_kv_head, 4);
  EXPECT_FALSE(shape.has_output);
  EXPECT_FALSE(shape.is_llama_70b);
}

}  // namespace
}  // namespace hearth::store
