#include "gguf/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

#include "base/json.h"
#include "base/text.h"
#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

const std::string kGolden = HEARTH_SOURCE_DIR "/tests/golden/gguf/sample";

uint32_t crc32(Bytes bytes) {
  uint32_t crc = ~0u;
  for (const uint8_t byte : bytes) {
    crc ^= byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320u : 0u);
  }
  return ~crc;
}

// The names of the gguf package for the types of values.
std::string type_name(ValueType type) {
  static const std::map<ValueType, std::string> kTypeNames = {
      {ValueType::kU8, "UINT8"},    {ValueType::kI8, "INT8"},    {ValueType::kU16, "UINT16"},
      {ValueType::kI16, "INT16"},   {ValueType::kU32, "UINT32"}, {ValueType::kI32, "INT32"},
      {ValueType::kU64, "UINT64"},  {ValueType::kI64, "INT64"},  {ValueType::kF32, "FLOAT32"},
      {ValueType::kF64, "FLOAT64"}, {ValueType::kBool, "BOOL"},  {ValueType::kString, "STRING"},
      {ValueType::kArray, "ARRAY"}};
  return kTypeNames.at(type);
}

Json scalar_as_json(const Value& value) {
  if (const auto integer = value.integer()) return *integer;
  if (const auto number = value.number()) return *number;
  if (const auto boolean = value.boolean()) return *boolean;
  return *value.string();
}

Json element_as_json(const Array& array, uint64_t i) {
  if (array.element() == ValueType::kBool) return array.integer(i) == 1;
  if (array.is_integer()) return array.integer(i);
  return array.number(i);
}

Json array_as_json(const Array& array) {
  Json items = Json::array();
  if (array.element() == ValueType::kString) {
    array.for_each_string([&](std::string_view text) { items.push_back(text); });
  }
  for (uint64_t i = 0; array.is_number() && i < array.count(); ++i) items.push_back(element_as_json(array, i));
  return items;
}

Json key_as_json(std::string_view key, const Value& value) {
  Json types = Json::array();
  types.push_back(type_name(value.type));
  if (value.array() != nullptr) types.push_back(type_name(value.array()->element()));
  return Json::object({{"key", key},
                       {"types", types},
                       {"value", value.array() != nullptr ? array_as_json(*value.array()) : scalar_as_json(value)}});
}

Json tensor_as_json(const File& file, const TensorInfo& tensor) {
  Json dims = Json::array();
  for (const uint64_t dim : tensor.dims) dims.push_back(dim);
  return Json::object({{"name", tensor.name},
                       {"format", tensor.format->name},
                       {"dims", dims},
                       {"offset", tensor.offset},
                       {"bytes", tensor.size_bytes},
                       {"crc32", crc32(file.bytes(tensor))}});
}

std::string text_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

File open_or_fail(const std::string& path) {
  auto file = File::open(path);
  EXPECT_TRUE(file.has_value()) << file.error().message;
  return std::move(*file);
}

std::string open_error(const std::string& path) {
  const auto file = File::open(path);
  return file ? "none" : file.error().message;
}

TEST(File, AgreesWithTheGgufPackage) {
  const Json expected = *Json::parse(text_of(kGolden + ".json"));
  const File file = open_or_fail(kGolden + ".gguf");
  Json keys = Json::array();
  for (const auto& [key, value] : file.metadata()) keys.push_back(key_as_json(key, value));
  Json tensors = Json::array();
  for (const TensorInfo& tensor : file.tensors()) tensors.push_back(tensor_as_json(file, tensor));
  EXPECT_EQ(keys.dump(), expected.find("keys")->dump());
  EXPECT_EQ(tensors.dump(), expected.find("tensors")->dump());
}

TEST(File, FindsKeysByTheKindOfTheirValue) {
  const File file = open_or_fail(kGolden + ".gguf");
  EXPECT_EQ(file.find_integer("scalar.INT16"), -32768);
  EXPECT_EQ(file.find_number("scalar.FLOAT32"), 0.15625);
  EXPECT_EQ(file.find_boolean("scalar.BOOL"), true);
  EXPECT_EQ(file.find_string("general.architecture"), "llama");
  ASSERT_NE(file.find_array("array.INT32"), nullptr);
  EXPECT_EQ(file.find_array("array.INT32")->integer(1), -2);
  EXPECT_EQ(file.find("absent"), nullptr);
  EXPECT_EQ(file.find_integer("absent"), std::nullopt);
  EXPECT_EQ(file.find_integer("scalar.STRING"), std::nullopt);
  EXPECT_EQ(file.find_number("scalar.STRING"), std::nullopt);
  EXPECT_EQ(file.find_boolean("scalar.INT8"), std::nullopt);
  EXPECT_EQ(file.find_string("scalar.INT8"), std::nullopt);
  EXPECT_EQ(file.find_array("scalar.INT8"), nullptr);
  EXPECT_EQ(file.find_tensor("absent"), nullptr);
}

TEST(File, ReadsTheSameBytesMappedAndInPieces) {
  const File file = open_or_fail(kGolden + ".gguf");
  const TensorInfo* tensor = file.find_tensor("token_embd.weight");
  ASSERT_NE(tensor, nullptr);
  std::vector<uint8_t> piece(100);
  for (const uint64_t offset : {uint64_t{0}, uint64_t{37}, tensor->size_bytes - 100}) {
    ASSERT_TRUE(file.read(*tensor, offset, piece).has_value());
    EXPECT_TRUE(std::ranges::equal(piece, file.bytes(*tensor).subspan(offset, 100))) << offset;
  }
}

TEST(File, StaysValidWhenMoved) {
  File file = open_or_fail(kGolden + ".gguf");
  const File moved = std::move(file);
  EXPECT_EQ(moved.find_string("general.architecture"), "llama");
  EXPECT_EQ(moved.find_tensor("blk.0.attn_q.weight")->dims[0], 32u);
}

TEST(FileDeathTest, RefusesToReadBeyondATensor) {
  const File file = open_or_fail(kGolden + ".gguf");
  std::vector<uint8_t> piece(100);
  const TensorInfo& tensor = file.tensors()[0];
  EXPECT_DEATH((void)file.read(tensor, tensor.size_bytes - 99, piece), "size_bytes");
}

TEST(File, NamesTheFileInEveryError) {
  const TemporaryFolder folder;
  const std::string path = folder.file("model.gguf");
  EXPECT_EQ(open_error(path), path + ": No such file or directory");
  EXPECT_THAT(open_error(folder.file("")), EndsWith(": not a regular file"));
  write_file(path, {});
  EXPECT_EQ(open_error(path), path + ": the file is empty");
  write_file(path, as_bytes("<html>404</html>"));
  EXPECT_EQ(open_error(path), path + ": not a GGUF file: it is a web page; the download went wrong");
}

TEST(File, SaysWhereTheDataOfATensorWouldEnd) {
  const TemporaryFolder folder;
  const std::string path = folder.file("model.gguf");
  Writer w;
  w.add_weights({"blk.0.attn_q.weight", quant::Format::kF32, {64}}, std::vector<float>(64));
  write_model(path, w);
  const uint64_t size = std::filesystem::file_size(path);
  std::filesystem::resize_file(path, size - 1);
  EXPECT_EQ(open_error(path), concat(path, ": tensor blk.0.attn_q.weight: data ends at byte ", size, ", the file has ",
                                     size - 1, " bytes"));
}

TEST(File, RefusesTheSameTensorTwice) {
  const TemporaryFolder folder;
  const std::string path = folder.file("model.gguf");
  Writer w;
  for (const char* name : {"w0", "w1"}) w.add_weights({name, quant::Format::kF32, {1}}, std::vector<float>{1});
  std::vector<uint8_t> bytes = *w.to_bytes();
  const auto second = std::ranges::search(bytes, as_bytes("w1"));
  ASSERT_FALSE(second.empty());
  second[1] = '0';
  write_file(path, bytes);
  EXPECT_EQ(open_error(path), path + ": tensor w0: appears twice");
}

TEST(File, NoticesThatTheFileChanged) {
  const TemporaryFolder folder;
  const std::string path = folder.file("model.gguf");
  write_model(path, sample_writer());
  const File file = open_or_fail(path);
  EXPECT_TRUE(file.unchanged().has_value());
  std::filesystem::resize_file(path, 10);
  EXPECT_THAT(file.unchanged().error().message, HasSubstr("changed while it was being read"));
  std::vector<uint8_t> piece(4);
  EXPECT_THAT(file.read(file.tensors()[0], 0, piece).error().message, HasSubstr("shorter than when it was opened"));
}

TEST(File, OpensAModelWithoutTensors) {  // vocabularies are published that way
  const TemporaryFolder folder;
  Writer w;
  w.set("general.architecture", "llama");
  write_model(folder.file("vocab.gguf"), w);
  EXPECT_TRUE(open_or_fail(folder.file("vocab.gguf")).tensors().empty());
}

}  // namespace
}  // namespace hearth::gguf
