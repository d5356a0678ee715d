#include "cli/model_tables.h"

#include <gtest/gtest.h>

namespace hearth::cli {
namespace {

using namespace std::chrono_literals;

const WallTime kNow{std::chrono::sys_days(std::chrono::year(2026) / 5 / 17)};
const std::string kDigest(64, 'a');

TEST(ModelTables, ListNamesSizeAndAge) {
  const std::vector<ollama::ModelEntry> models = {
      {.name = "smollm2:135m", .modified_at = kNow - 48h, .size = 270'000'000, .digest = kDigest}};
  EXPECT_EQ(list_text(models, kNow),
            "NAME            ID              SIZE      MODIFIED      \n"
            "smollm2:135m    aaaaaaaaaaaa    270 MB    2 days ago    \n");
}

TEST(ModelTables, ListWithoutModelsIsItsHeader) {
  EXPECT_EQ(list_text({}, kNow), "NAME    ID    SIZE    MODIFIED    \n");
}

TEST(ModelTables, PsSaysWhereAndHowLong) {
  const std::vector<ollama::RunningModel> models = {
      {.name = "a", .size = 2'200'000'000, .digest = kDigest, .expires_at = kNow + 4min, .context_length = 4096}};
  EXPECT_EQ(ps_text(models, kNow),
            "NAME    ID              SIZE      PROCESSOR    CONTEXT    UNTIL                 \n"
            "a       aaaaaaaaaaaa    2.2 GB    100% CPU     4096       4 minutes from now    \n");
}

TEST(ModelTables, ProcessorIsWhereTheBytesAre) {
  EXPECT_EQ(processor_text(100, 0), "100% CPU");
  EXPECT_EQ(processor_text(100, 100), "100% GPU");
  EXPECT_EQ(processor_text(1000, 525), "48%/52% CPU/GPU");
  EXPECT_EQ(processor_text(100, 101), "Unknown");
  EXPECT_EQ(processor_text(0, 0), "Unknown");
}

}  // namespace
}  // namespace hearth::cli
