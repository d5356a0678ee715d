#include "runtime/load_watch.h"

#include <gtest/gtest.h>

#include <array>

namespace hearth::runtime {
namespace {

class Sevens final : public compute::WeightSource {
 public:
  Status read(uint64_t /*offset*/, std::span<uint8_t> into) const override {
    for (uint8_t& byte : into) byte = 7;
    return {};
  }
};

TEST(LoadWatch, CountsWhatIsReadAndEndsTheLoadWhenItIsGivenUp) {
  const Sevens sevens;
  compute::WeightData weight;
  weight.source = &sevens;
  LoadWatch watch;
  {
    const WatchedSources sources(std::array{&weight}, watch);
    std::array<uint8_t, 10> bytes{};
    ASSERT_TRUE(weight.source->read(0, bytes));
    EXPECT_EQ(bytes[9], 7);
    EXPECT_EQ(watch.read_bytes, 10u);
    watch.give_up = true;
    const Status status = weight.source->read(0, bytes);
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().code, ErrorCode::kBusy);
    EXPECT_EQ(watch.read_bytes, 10u);
  }
  EXPECT_EQ(weight.source, &sevens);
}

}  // namespace
}  // namespace hearth::runtime
