#include "gguf/model_facts.h"

#include <gtest/gtest.h>

#include "gguf/test_files.h"

namespace hearth::gguf {
namespace {

class ModelFactsTest : public testing::Test {
 protected:
  File file(const Writer& writer) const {
    write_model(folder_.file("model.gguf"), writer);
    return File::open(folder_.file("model.gguf")).value();
  }
  const TemporaryFolder folder_;
};

TEST_F(ModelFactsTest, CountWeightsInAllAndByFormat) {
  const File sample = file(sample_writer());
  EXPECT_EQ(parameter_count(sample), 74u);
  const std::vector<std::pair<std::string_view, uint64_t>> expected = {{"Q8_0", 64}, {"F16", 6}, {"F32", 4}};
  EXPECT_EQ(weights_by_format(sample), expected);
}

TEST_F(ModelFactsTest, NameTheFileTypeThatTheFileStates) {
  Writer writer = sample_writer();
  EXPECT_EQ(file_type_name(file(writer)), "Q8_0");
  writer.set("general.file_type", 15u);
  EXPECT_EQ(file_type_name(file(writer)), "Q4_K_M");
  writer.set("general.file_type", 9999u);
  EXPECT_EQ(file_type_name(file(writer)), "Q8_0");
  EXPECT_EQ(file_type_name(file(Writer())), "unknown");
}

TEST(FindFileType, TakesNamesInAnyCase) {
  EXPECT_EQ(find_file_type("q4_k_m"), 15u);
  EXPECT_EQ(find_file_type("BF16"), 32u);
  EXPECT_EQ(find_file_type("Q4_K"), std::nullopt);
}

}  // namespace
}  // namespace hearth::gguf
