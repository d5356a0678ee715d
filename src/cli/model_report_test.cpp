#include "cli/model_report.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

gguf::File open(const std::string& name) {
  auto file = gguf::File::open(HEARTH_SOURCE_DIR "/tests/golden/models/" + name);
  EXPECT_TRUE(file) << file.error().message;
  return std::move(*file);
}

TEST(ModelReport, BeginsWithTheModelAndWhatItCan) {
  const std::string report = model_report(open("llama-yarn-q5.gguf"), Detail::kBrief);
  EXPECT_EQ(report.find("  Model\n    architecture        llama "), 0u);
  EXPECT_THAT(report, HasSubstr("\n    context length      2048 "));
  EXPECT_THAT(report, HasSubstr("\n    embedding length    64 "));
  EXPECT_THAT(report, HasSubstr("\n    vocabulary          320 "));
  EXPECT_THAT(report, HasSubstr("\n\n  Capabilities\n    completion    \n\n"));
  EXPECT_THAT(report, Not(HasSubstr("Metadata")));
}

TEST(ModelReport, CompleteListsEveryKeyAndTensor) {
  const gguf::File file = open("llama-yarn-q5.gguf");
  const std::string report = model_report(file, Detail::kComplete);
  for (const auto& [key, value] : file.metadata()) EXPECT_THAT(report, HasSubstr(std::string(key)));
  for (const gguf::TensorInfo& tensor : file.tensors()) EXPECT_THAT(report, HasSubstr(std::string(tensor.name)));
  EXPECT_THAT(report, HasSubstr("[64 320]"));
}

TEST(ModelReport, BlocksAreAlignedByCharacters) {
  EXPECT_EQ(block_text("Größen", {{"a", "é"}, {"bcd", "xyz"}}),
            "  Größen\n"
            "    a      é      \n"
            "    bcd    xyz    \n"
            "\n");
}

TEST(ModelReport, ValuesAreOneLine) {
  using gguf::Value, gguf::ValueType;
  EXPECT_EQ(value_text(Value{ValueType::kU32, uint64_t{7}}), "7");
  EXPECT_EQ(value_text(Value{ValueType::kI32, int64_t{-7}}), "-7");
  EXPECT_EQ(value_text(Value{ValueType::kU64, ~uint64_t{0}}), "18446744073709551615");
  EXPECT_EQ(value_text(Value{ValueType::kBool, true}), "true");
  EXPECT_EQ(value_text(Value{ValueType::kF32, static_cast<double>(1e-5f)}), "1e-05");
  EXPECT_EQ(value_text(Value{ValueType::kString, std::string_view("a\nb")}), "a?b");
  const uint8_t bytes[] = {1, 2, 3, 4, 5};
  EXPECT_EQ(value_text(Value{ValueType::kArray, gguf::Array(ValueType::kU8, 5, bytes)}), "[1, 2, 3, ...+2 more]");
  EXPECT_EQ(value_text(Value{ValueType::kArray, gguf::Array(ValueType::kU8, 2, bytes)}), "[1, 2]");
  EXPECT_EQ(value_text(Value{ValueType::kArray, gguf::Array()}), "[]");
}

}  // namespace
}  // namespace hearth::cli
