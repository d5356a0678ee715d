#include "safetensors/file.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/test_folder.h"
#include "safetensors/test_files.h"

namespace hearth::safetensors {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<File> open(const std::string& bytes) {
  const TestFolder folder;
  return File::open(folder.write("m.safetensors", bytes), "m.safetensors");
}

std::string why_not(const std::string& bytes) {
  const auto file = open(bytes);
  EXPECT_FALSE(file);
  return file ? "" : file.error().message;
}

TEST(SafetensorsFile, KnowsItsTensorsInTheOrderOfTheirData) {
  const auto file = open(file_of(R"({"__metadata__":{"format":"pt"},
      "b":{"dtype":"U8","shape":[],"data_offsets":[8,9]},
      "a":{"dtype":"F32","shape":[2,1],"data_offsets":[0,8]},
      "none":{"dtype":"I64","shape":[0,7],"data_offsets":[9,9]}})",
                                 "12345678x"));
  ASSERT_TRUE(file) << file.error().message;
  ASSERT_EQ(file->tensors().size(), 3u);
  EXPECT_EQ(file->tensors()[0].name, "a");
  EXPECT_EQ(file->tensors()[0].type, "F32");
  EXPECT_THAT(file->tensors()[0].shape, ElementsAre(2, 1));
  EXPECT_EQ(file->tensors()[0].n_elements(), 2u);
  EXPECT_EQ(file->tensors()[1].n_elements(), 1u);
  EXPECT_EQ(file->tensors()[2].size_bytes, 0u);
  std::array<uint8_t, 3> bytes{};
  ASSERT_TRUE(file->read(file->tensors()[0], 5, bytes));
  EXPECT_THAT(bytes, ElementsAre('6', '7', '8'));
}

TEST(SafetensorsFile, RefusesALengthThatIsNotThere) {
  EXPECT_THAT(why_not("abc"), HasSubstr("m.safetensors: is 3 bytes long"));
  EXPECT_THAT(why_not(std::string(8, '\xff') + "{}"), HasSubstr("said to have 18446744073709551615 bytes"));
  std::string one_more = file_of("{}", "");
  one_more[0] = 3;
  EXPECT_THAT(why_not(one_more), HasSubstr("said to have 3 bytes, the file has 10"));
}

TEST(SafetensorsFile, RefusesHeadersThatAreNoSuchThing) {
  EXPECT_THAT(why_not(file_of("[]", "")), HasSubstr("no JSON object"));
  EXPECT_THAT(why_not(file_of("{", "")), HasSubstr("its header"));
  EXPECT_THAT(why_not(file_of(R"({"a":5})", "")), HasSubstr("tensor a: has no dtype"));
  EXPECT_THAT(why_not(file_of(R"({"a":{"dtype":"F4"}})", "")), HasSubstr("'F4', which Hearth does not know"));
  EXPECT_THAT(why_not(file_of(R"({"a":{"dtype":"U8","shape":[-1]}})", "")), HasSubstr("its shape is no array"));
  EXPECT_THAT(why_not(file_of(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0]}})", "x")), HasSubstr("no pair"));
}

TEST(SafetensorsFile, RefusesTensorsThatAreNotWhereTheySay) {
  const auto one = [](std::string_view shape, std::string_view offsets) {
    return file_of(
        R"({"a":{"dtype":"U8","shape":)" + std::string(shape) + R"(,"data_offsets":)" + std::string(offsets) + "}}",
        "wxyz");
  };
  EXPECT_TRUE(open(one("[4]", "[0,4]")));
  EXPECT_THAT(why_not(one("[5]", "[0,5]")), HasSubstr("are 0 and 5, the file has 4 bytes"));
  EXPECT_THAT(why_not(one("[4]", "[4,0]")), HasSubstr("are 4 and 0"));
  EXPECT_THAT(why_not(one("[3]", "[0,4]")), HasSubstr("has 4 bytes, which are not what"));
  EXPECT_THAT(why_not(one("[4611686018427387905,4]", "[0,4]")), HasSubstr("not what its shape"));  // 2^64 + 4
  EXPECT_THAT(why_not(one("[3]", "[1,4]")), HasSubstr("begins at 1, the one before it ends at 0"));
  EXPECT_THAT(why_not(one("[3]", "[0,3]")), HasSubstr("tensors end at 3, its data at 4"));
}

TEST(SafetensorsFile, RefusesTensorsThatOverlap) {
  EXPECT_THAT(why_not(file_of(R"({"a":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},
                                  "b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}})",
                              "wxyz")),
              HasSubstr("tensor b: begins at 2, the one before it ends at 3"));
}

}  // namespace
}  // namespace hearth::safetensors
