#include "model/random_model.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "gguf/test_files.h"

namespace hearth::model {
namespace {

using ::testing::HasSubstr;

void expect_refused(const gguf::TemporaryFolder& folder, const Status& written, const std::string& found,
                    const std::vector<std::string_view>& known) {
  ASSERT_FALSE(written);
  EXPECT_EQ(written.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(written.error().message, HasSubstr(found));
  ASSERT_FALSE(known.empty());
  for (const std::string_view name : known) EXPECT_THAT(written.error().message, HasSubstr(std::string(name)));
  EXPECT_EQ(folder.n_files(), 0u);
}

TEST(RandomModel, AnUnknownShapeIsAnsweredWithTheKnownOnes) {
  const gguf::TemporaryFolder folder;
  expect_refused(folder, write_random_model("llama-9", "q4_0", folder.file("m.gguf")),
                 "unknown shape 'llama-9'; known: ", random_shapes());
}

TEST(RandomModel, AnUnknownTypeIsAnsweredWithTheKnownOnes) {
  const gguf::TemporaryFolder folder;
  expect_refused(folder, write_random_model("smollm2-135m", "q9_9", folder.file("m.gguf")),
                 "unknown type 'q9_9'; known: ", random_types());
}

TEST(RandomModel, AFolderThatIsNotThereIsAnError) {
  const gguf::TemporaryFolder folder;
  const Status written = write_random_model("smollm2-135m", "q4_0", folder.file("none/m.gguf"));
  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("none/m.gguf"));
}

}  // namespace
}  // namespace hearth::model
