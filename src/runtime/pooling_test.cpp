#include "runtime/pooling.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <limits>

#include "gguf/test_files.h"

namespace hearth::runtime {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<Pooling> pooling_of(std::optional<uint32_t> type, bool is_encoder) {
  const gguf::TemporaryFolder folder;
  gguf::Writer writer = gguf::sample_writer();
  if (type) writer.set("llama.pooling_type", *type);
  gguf::write_model(folder.file("model.gguf"), writer);
  return read_pooling(gguf::File::open(folder.file("model.gguf")).value(), is_encoder);
}

TEST(Pooling, IsWhatTheFileSays) {
  EXPECT_EQ(pooling_of(1, false), Pooling::kMean);
  EXPECT_EQ(pooling_of(2, false), Pooling::kCls);
  EXPECT_EQ(pooling_of(3, true), Pooling::kLast);
}

TEST(Pooling, OfAFileThatDoesNotSayFollowsFromWhatRowsSee) {
  EXPECT_EQ(pooling_of({}, true), Pooling::kMean);
  EXPECT_EQ(pooling_of({}, false), Pooling::kLast);
  EXPECT_EQ(pooling_of(0, false), Pooling::kLast);
}

TEST(Pooling, ThatMakesNoVectorIsRefused) {
  const auto rank = pooling_of(4, true);
  ASSERT_FALSE(rank);
  EXPECT_EQ(rank.error().code, ErrorCode::kUnsupported);
  EXPECT_THAT(rank.error().message, HasSubstr("llama.pooling_type is 4; supported: 1 (mean)"));
}

TEST(Pooler, IsTheSameForRowsInOnePieceAndInSeveral) {
  std::array<float, 8> rows = {9, 9, 1, 2, 3, 4, 8, 12};
  const compute::Tensor hidden{rows.data(), 4, 2};
  const auto pooled = [&](Pooling pooling, int32_t piece) {
    Pooler pooler(pooling);
    for (int32_t r = 1; r < 4; r += piece) pooler.add(hidden, r, piece);
    return pooler.vector();
  };
  for (const int32_t piece : {1, 3}) {
    EXPECT_THAT(pooled(Pooling::kMean, piece), ElementsAre(4, 6));
    EXPECT_THAT(pooled(Pooling::kCls, piece), ElementsAre(1, 2));
    EXPECT_THAT(pooled(Pooling::kLast, piece), ElementsAre(8, 12));
  }
}

TEST(Normalize, MakesTheLengthOne) {
  std::vector<float> vector = {3, -4};
  EXPECT_TRUE(normalize(vector));
  EXPECT_THAT(vector, ElementsAre(0.6f, -0.8f));
}

TEST(Normalize, LeavesZerosAndRefusesWhatIsNotFinite) {
  std::vector<float> zeros = {0, 0};
  EXPECT_TRUE(normalize(zeros));
  EXPECT_THAT(zeros, ElementsAre(0, 0));
  std::vector<float> endless = {1, std::numeric_limits<float>::infinity()};
  EXPECT_FALSE(normalize(endless));
  endless[1] = std::numeric_limits<float>::quiet_NaN();
  EXPECT_FALSE(normalize(endless));
}

}  // namespace
}  // namespace hearth::runtime
