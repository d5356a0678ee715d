#include "gguf/tensor_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gguf/writer.h"

namespace hearth::gguf {
namespace {

using testing::HasSubstr;

constexpr uint32_t kF32 = 0, kQ8_0 = 8;

struct Entry {
  std::string name = "w";
  std::vector<uint64_t> dims = {4};
  uint32_t type = kF32;
  uint64_t offset = 0;
};

std::vector<uint8_t> table(const std::vector<Entry>& entries) {
  std::vector<uint8_t> bytes;
  for (const Entry& entry : entries) {
    detail::append_value(bytes, entry.name);
    detail::append_value(bytes, static_cast<uint32_t>(entry.dims.size()));
    for (const uint64_t dim : entry.dims) detail::append_value(bytes, dim);
    detail::append_value(bytes, entry.type);
    detail::append_value(bytes, entry.offset);
  }
  return bytes;
}

std::string read_error(const Entry& entry) {
  const std::vector<uint8_t> bytes = table({entry});
  Cursor cursor(bytes);
  const auto tensors = read_tensor_table(cursor, 1);
  return tensors ? "none" : tensors.error().message;
}

// Places the tensors in a file of 4096 bytes whose data starts at byte 1024.
std::string place_error(const std::vector<Entry>& entries) {
  const std::vector<uint8_t> bytes = table(entries);
  Cursor cursor(bytes);
  auto tensors = read_tensor_table(cursor, entries.size());
  if (!tensors) return tensors.error().message;
  const Status placed = place_tensors(*tensors, {.start = 1024, .alignment = 32, .file_bytes = 4096});
  return placed ? "none" : placed.error().message;
}

TEST(TensorTable, ReadsShapesFormatsAndSizes) {
  const std::vector<uint8_t> bytes = table({{"a", {64, 3, 2}, kQ8_0, 32}, {"scalar", {}, kF32, 0}});
  Cursor cursor(bytes);
  auto tensors = read_tensor_table(cursor, 2);
  ASSERT_TRUE(tensors.has_value()) << tensors.error().message;
  EXPECT_EQ(tensors->at(0).format->name, "Q8_0");
  EXPECT_EQ(tensors->at(0).columns(), 64u);
  EXPECT_EQ(tensors->at(0).rows(), 6u);
  EXPECT_EQ(tensors->at(0).size_bytes, 6u * 2 * 34);
  EXPECT_EQ(tensors->at(1).size_bytes, 4u);
  ASSERT_TRUE(place_tensors(*tensors, {.start = 1024, .alignment = 32, .file_bytes = 4096}).has_value());
  EXPECT_EQ(tensors->at(0).offset, 1056u);
}

TEST(TensorTable, RefusesShapesThatAreNone) {
  EXPECT_EQ(read_error({.dims = {4, 0}}), "tensor w: has the shape [4, 0], no dimension may be 0");
  EXPECT_EQ(read_error({.dims = {1, 1, 1, 1, 1}}), "tensor w: has 5 dimensions, the limit is 4");
  EXPECT_EQ(read_error({.dims = {1ull << 62, 4}}),
            "tensor w: has the shape [4611686018427387904, 4], larger than any file");
  EXPECT_THAT(read_error({.dims = {1ull << 32, 1ull << 32, 1ull << 32, 4}}), HasSubstr("larger than any file"));
  EXPECT_THAT(read_error({.dims = {~0ull}}), HasSubstr("larger than any file"));
  EXPECT_EQ(read_error({.dims = {48, 2}, .type = kQ8_0}),
            "tensor w: has rows of 48 weights, Q8_0 needs a multiple of 32");
}

TEST(TensorTable, NamesFormatsThatItDoesNotRead) {
  EXPECT_THAT(read_error({.type = 16}),
              HasSubstr("tensor w: type 16 (IQ2_XXS) is not supported; supported are F32, F16, Q4_0,"));
  EXPECT_THAT(read_error({.type = 12345}), HasSubstr("tensor w: type 12345 is not supported; supported are F32"));
}

TEST(TensorTable, RefusesNamesThatAreNone) {
  EXPECT_EQ(read_error({.name = ""}), "the name of tensor 1 of 1 is empty");
  EXPECT_EQ(read_error({.name = "a\xc3"}), "the name of tensor 1 of 1 is not UTF-8: a?");
  EXPECT_EQ(read_error({.name = std::string(255, 'w')}), "none");
  EXPECT_EQ(read_error({.name = std::string(256, 'w')}),
            "the name of tensor 1 of 1 at byte 0 states a length of 256 bytes, the limit is 255");
}

TEST(TensorTable, RefusesDataThatIsNotAligned) {
  EXPECT_EQ(place_error({{.offset = 40}}), "tensor w: offset 40 is not a multiple of the alignment 32");
}

TEST(TensorTable, RefusesDataBeyondTheFile) {
  EXPECT_EQ(place_error({{.offset = 3072 - 32}}), "none");
  EXPECT_EQ(place_error({{.dims = {8}, .offset = 3072 - 32}}), "none");
  EXPECT_EQ(place_error({{.dims = {9}, .offset = 3072 - 32}}),
            "tensor w: data ends at byte 4100, the file has 4096 bytes");
  EXPECT_THAT(place_error({{.offset = ~0ull - 31}}), HasSubstr("ends beyond any file, the file has 4096 bytes"));
  EXPECT_THAT(place_error({{.dims = {1ull << 60}, .offset = (1ull << 63) + (1ull << 62)}}),
              HasSubstr("ends beyond any file, the file has 4096 bytes"));
}

TEST(TensorTable, RefusesDataThatOverlaps) {
  EXPECT_EQ(place_error({{.name = "a", .dims = {8}, .offset = 32}, {.name = "b", .dims = {8}, .offset = 0}}), "none");
  EXPECT_EQ(place_error({{.name = "a", .dims = {8}, .offset = 32}, {.name = "b", .dims = {9}, .offset = 0}}),
            "tensor a: data starts at byte 1056, inside tensor b that ends at byte 1060");
  EXPECT_THAT(place_error({{.name = "a"}, {.name = "b"}}), HasSubstr("data starts at byte 1024, inside tensor"));
}

TEST(TensorTable, SaysWhatWasCutOff) {
  std::vector<uint8_t> bytes = table({Entry{}});
  bytes.resize(bytes.size() - 9);
  Cursor cursor(bytes);
  EXPECT_EQ(read_tensor_table(cursor, 1).error().message, "tensor w: the file ends at byte 24, in the type");
}

}  // namespace
}  // namespace hearth::gguf
