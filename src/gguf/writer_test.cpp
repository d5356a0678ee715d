#include "gguf/writer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

#include "gguf/file.h"
#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

class WriterTest : public testing::Test {
 protected:
  File reopened() {
    const std::string path = folder_.file("model.gguf");
    write_model(path, writer_);
    auto file = File::open(path);
    EXPECT_TRUE(file.has_value()) << file.error().message;
    return std::move(*file);
  }

  template <class T>
  void expect_scalar(T value, ValueType type) {
    writer_ = Writer();
    writer_.set("k", value);
    const File file = reopened();
    ASSERT_NE(file.find("k"), nullptr);
    EXPECT_EQ(file.find("k")->type, type);
    if constexpr (std::is_integral_v<T>) {
      EXPECT_EQ(file.find_integer("k"), static_cast<int64_t>(value));
    }
    EXPECT_EQ(file.find_number("k"), static_cast<double>(value));
  }

  template <class T>
  void expect_array(const std::vector<T>& values, ValueType element) {
    writer_ = Writer();
    writer_.set("k", values);
    const File file = reopened();
    const Array* array = file.find_array("k");
    ASSERT_NE(array, nullptr);
    EXPECT_EQ(array->element(), element);
    ASSERT_EQ(array->count(), values.size());
    for (size_t i = 0; i < values.size(); ++i) EXPECT_EQ(array->number(i), static_cast<double>(values[i]));
  }

  std::string write_error() {
    const Status written = writer_.write(folder_.file("model.gguf"));
    EXPECT_FALSE(written.has_value());
    EXPECT_EQ(folder_.n_files(), 0u) << "nothing may be left behind";
    return written ? "" : written.error().message;
  }

  TemporaryFolder folder_;
  Writer writer_;
};

TEST_F(WriterTest, ReturnsEveryScalarWithItsType) {
  expect_scalar(uint8_t{200}, ValueType::kU8);
  expect_scalar(int8_t{-100}, ValueType::kI8);
  expect_scalar(uint16_t{60000}, ValueType::kU16);
  expect_scalar(int16_t{-30000}, ValueType::kI16);
  expect_scalar(uint32_t{4000000000}, ValueType::kU32);
  expect_scalar(int32_t{-2000000000}, ValueType::kI32);
  expect_scalar(uint64_t{1} << 40, ValueType::kU64);
  expect_scalar(std::numeric_limits<int64_t>::min(), ValueType::kI64);
  expect_scalar(1.5f, ValueType::kF32);
  expect_scalar(1e300, ValueType::kF64);
}

TEST_F(WriterTest, ReturnsBoolsAndStrings) {
  writer_.set("yes", true);
  writer_.set("no", false);
  writer_.set("text", "grüße");
  writer_.set("empty", std::string());
  const File file = reopened();
  EXPECT_EQ(file.find("yes")->type, ValueType::kBool);
  EXPECT_EQ(file.find_boolean("yes"), true);
  EXPECT_EQ(file.find_boolean("no"), false);
  EXPECT_EQ(file.find_string("text"), "grüße");
  EXPECT_EQ(file.find_string("empty"), "");
}

TEST_F(WriterTest, ReturnsArraysOfEveryNumber) {
  expect_array<uint8_t>({0, 255}, ValueType::kU8);
  expect_array<int8_t>({-128, 127}, ValueType::kI8);
  expect_array<uint16_t>({0, 65535}, ValueType::kU16);
  expect_array<int16_t>({-32768, 32767}, ValueType::kI16);
  expect_array<uint32_t>({0, 4294967295u}, ValueType::kU32);
  expect_array<int32_t>({-1, 2}, ValueType::kI32);
  expect_array<uint64_t>({1, 1ull << 50}, ValueType::kU64);
  expect_array<int64_t>({-1, 1ll << 50}, ValueType::kI64);
  expect_array<float>({0.25f, -3.0f}, ValueType::kF32);
  expect_array<double>({1e-300, 2.0}, ValueType::kF64);
  expect_array<bool>({true, false, true}, ValueType::kBool);
  expect_array<int32_t>({}, ValueType::kI32);
}

TEST_F(WriterTest, ReturnsArraysOfStringsAndOfArrays) {
  writer_.set("tokens", std::vector<std::string>{"a", "", "bc"});
  writer_.set("views", std::vector<std::string_view>{"x"});
  writer_.set("nested", std::vector<std::vector<std::string>>{{"p"}, {}});
  writer_.set("after", 7);
  const File file = reopened();
  std::vector<std::string> tokens;
  file.find_array("tokens")->for_each_string([&](std::string_view token) { tokens.emplace_back(token); });
  EXPECT_THAT(tokens, ElementsAre("a", "", "bc"));
  EXPECT_EQ(file.find_array("views")->count(), 1u);
  EXPECT_EQ(file.find_array("nested")->element(), ValueType::kArray);
  EXPECT_EQ(file.find_array("nested")->count(), 2u);
  EXPECT_EQ(file.find_integer("after"), 7);
}

TEST_F(WriterTest, KeepsKeysInOrderAndReplacesOnesSetAgain) {
  writer_.set("b", 1);
  writer_.set("a", 2);
  writer_.set("b", "three");
  const File file = reopened();
  ASSERT_EQ(file.metadata().size(), 2u);
  EXPECT_EQ(file.metadata()[0].first, "b");
  EXPECT_EQ(file.find_string("b"), "three");
  EXPECT_EQ(file.find_integer("a"), 2);
}

TEST_F(WriterTest, ReturnsTensorsAlignedAndUnchanged) {
  writer_ = sample_writer();
  writer_.set("general.alignment", 1024u);
  const File file = reopened();
  EXPECT_EQ(file.version(), 3u);
  ASSERT_EQ(file.tensors().size(), 3u);
  for (const TensorInfo& tensor : file.tensors()) EXPECT_EQ(tensor.offset % 1024, 0u) << tensor.name;
  const TensorInfo* q = file.find_tensor("blk.0.attn_q.weight");
  ASSERT_NE(q, nullptr);
  EXPECT_EQ(q->format->name, "Q8_0");
  EXPECT_THAT(q->dims, ElementsAre(32, 2));
  EXPECT_EQ(q->size_bytes, 68u);
  std::vector<float> weights(64);
  q->format->decode(file.bytes(*q).data(), weights.data(), weights.size());
  EXPECT_THAT(weights, testing::Each(testing::FloatNear(0.25f, 1e-3f)));
}

TEST_F(WriterTest, StreamsATensorInPieces) {
  constexpr size_t kPiece = 100'000, kPieces = 40;
  writer_.add_tensor({"big", quant::Format::kF32, {kPiece / 4, kPieces}}, [](const Writer::Emit& emit) -> Status {
    for (size_t i = 0; i < kPieces; ++i) TRY(emit(std::vector<uint8_t>(kPiece, static_cast<uint8_t>(i))));
    return {};
  });
  ASSERT_TRUE(writer_.write(folder_.file("model.gguf")).has_value());
  const auto file = File::open(folder_.file("model.gguf"));
  ASSERT_TRUE(file.has_value()) << file.error().message;
  const Bytes bytes = file->bytes(file->tensors()[0]);
  ASSERT_EQ(bytes.size(), kPiece * kPieces);
  for (size_t i = 0; i < bytes.size(); ++i) ASSERT_EQ(bytes[i], i / kPiece) << i;
}

TEST_F(WriterTest, WritesTheSameBytesToMemoryAndToAFile) {
  writer_ = sample_writer();
  ASSERT_TRUE(writer_.write(folder_.file("model.gguf")).has_value());
  auto written = MappedFile::open(folder_.file("model.gguf"));
  ASSERT_TRUE(written.has_value());
  EXPECT_TRUE(std::ranges::equal(written->bytes(), sample_bytes()));
}

TEST_F(WriterTest, LeavesTheOldFileWhenTheNewOneFails) {
  writer_ = sample_writer();
  const File old = reopened();
  writer_.add_tensor({"broken", quant::Format::kF32, {4}},
                     [](const Writer::Emit&) -> Status { return fail(ErrorCode::kIo, "no more numbers"); });
  const Status written = writer_.write(folder_.file("model.gguf"));
  ASSERT_FALSE(written.has_value());
  EXPECT_THAT(written.error().message, HasSubstr("no more numbers"));
  EXPECT_EQ(folder_.n_files(), 1u);
  EXPECT_TRUE(old.unchanged().has_value());
}

TEST_F(WriterTest, RefusesDataOfAnotherSizeThanTheShape) {
  writer_.add_tensor({"w", quant::Format::kF32, {4}}, std::vector<uint8_t>(15));
  EXPECT_THAT(write_error(), HasSubstr("tensor w: got 15 bytes of data, its shape takes 16"));
}

TEST_F(WriterTest, RefusesRowsOfPartialBlocks) {
  writer_.add_tensor({"w", quant::Format::kQ8_0, {16, 2}}, std::vector<uint8_t>(34));
  EXPECT_THAT(write_error(), HasSubstr("tensor w: has a shape that Q8_0 cannot have"));
}

TEST_F(WriterTest, RefusesShapesThatGgufCannotHave) {
  for (const std::vector<uint64_t>& dims : {std::vector<uint64_t>{0}, {1, 1, 1, 1, 1}, {4, 1ull << 63, 4}, {2, 0}}) {
    writer_ = Writer();
    writer_.add_tensor({"w", quant::Format::kF32, dims}, std::vector<uint8_t>(4));
    EXPECT_THAT(write_error(), HasSubstr("tensor w: has a shape"));
  }
}

TEST_F(WriterTest, RefusesTheSameNameTwice) {
  writer_.add_weights({"w", quant::Format::kF32, {1}}, std::vector<float>{1});
  writer_.add_weights({"w", quant::Format::kF32, {1}}, std::vector<float>{2});
  EXPECT_THAT(write_error(), HasSubstr("tensor w: is added twice"));
}

TEST_F(WriterTest, RefusesAnAlignmentThatReadersRefuse) {
  writer_.set("general.alignment", 48u);
  EXPECT_THAT(write_error(), HasSubstr("general.alignment: is 48, expected a power of two"));
}

TEST_F(WriterTest, CopiesValuesThatWereRead) {
  writer_.set("i8", int8_t{-3});
  writer_.set("u16", uint16_t{65535});
  writer_.set("i64", std::numeric_limits<int64_t>::min());
  writer_.set("u64", std::numeric_limits<uint64_t>::max());
  writer_.set("f32", 0.1f);
  writer_.set("f64", 0.1);
  writer_.set("bool", true);
  writer_.set("text", "a\nb");
  writer_.set("texts", std::vector<std::string>{"a", ""});
  writer_.set("nested", std::vector<std::vector<int32_t>>{{1}, {}});
  const File file = reopened();
  Writer copy;
  for (const auto& [key, value] : file.metadata()) copy.set_value(key, value);
  EXPECT_EQ(copy.to_bytes().value(), writer_.to_bytes().value());
}

}  // namespace
}  // namespace hearth::gguf
