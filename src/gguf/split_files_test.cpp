#include "gguf/split_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "gguf/file.h"
#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

using testing::EndsWith;
using testing::HasSubstr;

TEST(SplitName, IsReadFromThePath) {
  const auto name = SplitName::parse("/models/big-00002-of-00012.gguf");
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->stem, "/models/big");
  EXPECT_EQ(name->number, 2u);
  EXPECT_EQ(name->count, 12u);
  EXPECT_EQ(name->part(11), "/models/big-00011-of-00012.gguf");
}

TEST(SplitName, IsNothingElse) {
  for (const char* path :
       {"model.gguf", "-00001-of-00002.gguf", "m-00003-of-00002.gguf", "m-00000-of-00002.gguf", "m-0001-of-0002.gguf",
        "m-00001-of-00002.bin", "m-00001-of-0000x.gguf", "m-+0001-of-00002.gguf", "m 00001-of-00002.gguf", ""}) {
    EXPECT_FALSE(SplitName::parse(path).has_value()) << path;
  }
}

// A model of three parts with one tensor each; a test spoils what it is about before opening it.
class SplitFilesTest : public testing::Test {
 protected:
  void SetUp() override {
    for (uint16_t i = 0; i < 3; ++i) {
      Writer& w = parts_[i];
      if (i == 0) w.set("general.architecture", "llama");
      w.set("split.no", i);
      w.set("split.count", uint16_t{3});
      w.set("split.tensors.count", int32_t{3});
      w.add_weights({concat("w", i), quant::Format::kF32, {2}}, std::vector<float>{float(i), 1});
    }
  }

  std::string path(int number) const { return folder_.file(concat("m-0000", number, "-of-00003.gguf")); }

  Result<File> open(int number = 1) {
    for (const auto& [i, writer] : parts_) write_model(path(i + 1), writer);
    return File::open(path(number));
  }

  std::string open_error(int number = 1) {
    const auto file = open(number);
    return file ? "none" : file.error().message;
  }

  TemporaryFolder folder_;
  std::map<int, Writer> parts_;
};

TEST_F(SplitFilesTest, OpensAllPartsAsOneModel) {
  const auto file = open();
  ASSERT_TRUE(file.has_value()) << file.error().message;
  EXPECT_EQ(file->path(), path(1));
  EXPECT_EQ(file->find_string("general.architecture"), "llama");
  ASSERT_EQ(file->tensors().size(), 3u);
  uint64_t total = 0;
  for (int i = 0; i < 3; ++i) {
    const TensorInfo* tensor = file->find_tensor(concat("w", i));
    ASSERT_NE(tensor, nullptr);
    EXPECT_EQ(tensor->part, static_cast<uint32_t>(i));
    EXPECT_EQ(load_unaligned<float>(file->bytes(*tensor).data()), static_cast<float>(i));
    float values[2] = {};
    ASSERT_TRUE(file->read(*tensor, 4, {reinterpret_cast<uint8_t*>(&values[1]), 4}).has_value());
    EXPECT_EQ(values[1], 1.0f);
    total += std::filesystem::file_size(path(i + 1));
  }
  EXPECT_EQ(file->size_bytes(), total);
}

TEST_F(SplitFilesTest, NoticesAnyPartThatChanges) {
  const auto file = open();
  ASSERT_TRUE(file->unchanged().has_value());
  std::filesystem::resize_file(path(3), std::filesystem::file_size(path(3)) + 1);
  EXPECT_THAT(file->unchanged().error().message, HasSubstr("m-00003-of-00003.gguf: changed"));
}

TEST_F(SplitFilesTest, NamesPartsThatAreMissing) {
  parts_.erase(1);
  EXPECT_THAT(open_error(), EndsWith("m-00001-of-00003.gguf: 2 of 3 parts found, missing m-00002-of-00003.gguf"));
  parts_.erase(2);
  std::filesystem::remove(path(3));
  EXPECT_THAT(open_error(), EndsWith("1 of 3 parts found, missing m-00002-of-00003.gguf, m-00003-of-00003.gguf"));
}

TEST_F(SplitFilesTest, SendsToTheFirstPart) {
  EXPECT_THAT(open_error(2),
              EndsWith("m-00002-of-00003.gguf: part 2 of a split model; open part 1, m-00001-of-00003.gguf"));
}

TEST_F(SplitFilesTest, RefusesPartsThatSayTheyAreAnother) {
  parts_[1].set("split.no", uint16_t{2});
  EXPECT_THAT(open_error(), EndsWith("m-00002-of-00003.gguf: key split.no: is 2, expected 1"));
  parts_[1].set("split.no", uint16_t{1});
  parts_[2].set("split.count", uint16_t{4});
  EXPECT_THAT(open_error(), EndsWith("m-00003-of-00003.gguf: key split.count: is 4, expected 3"));
  parts_[0].set("split.no", uint16_t{1});
  EXPECT_THAT(open_error(), EndsWith("m-00001-of-00003.gguf: key split.no: is 1, expected 0"));
  parts_[0].set("split.no", "one");
  EXPECT_THAT(open_error(), EndsWith("key split.no: has the type string, expected an integer"));
}

TEST_F(SplitFilesTest, RefusesAnotherNumberOfTensorsThanStated) {
  parts_[0].set("split.tensors.count", int32_t{4});
  EXPECT_THAT(open_error(), EndsWith("m-00001-of-00003.gguf: key split.tensors.count: is 4, expected 3"));
}

TEST_F(SplitFilesTest, RefusesATensorThatTwoPartsHave) {
  parts_[2].add_weights({"w0", quant::Format::kF32, {1}}, std::vector<float>{1});
  EXPECT_THAT(open_error(), EndsWith("m-00003-of-00003.gguf: tensor w0: appears twice"));
}

TEST_F(SplitFilesTest, RefusesABrokenPartByItsName) {
  ASSERT_TRUE(open().has_value());
  std::filesystem::resize_file(path(2), 100);
  const auto file = File::open(path(1));
  ASSERT_FALSE(file.has_value());
  EXPECT_THAT(file.error().message, HasSubstr("m-00002-of-00003.gguf: "));
}

TEST_F(SplitFilesTest, RefusesAPartUnderAnotherName) {
  write_model(folder_.file("renamed.gguf"), parts_[0]);
  EXPECT_THAT(File::open(folder_.file("renamed.gguf")).error().message,
              HasSubstr("renamed.gguf: one of 3 parts of a split model (split.count), but not named like one"));
}

TEST_F(SplitFilesTest, RefusesAWholeModelNamedLikeAPart) {
  write_model(path(1), sample_writer());
  EXPECT_THAT(File::open(path(1)).error().message, EndsWith("key split.no: is missing, expected 0"));
}

TEST_F(SplitFilesTest, OpensAModelOfOnePart) {
  const std::string one = folder_.file("m-00001-of-00001.gguf");
  write_model(one, sample_writer());
  EXPECT_TRUE(File::open(one).has_value());
}

}  // namespace
}  // namespace hearth::gguf
