#include "store/modelfile_env.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::store {
namespace {

using testing::EndsWith;

std::string error(std::string_view name, std::string_view value) {
  const Status checked = check_load_setting(name, value);
  return checked ? "" : checked.error().message;
}

TEST(LoadSetting, TakesValuesOfItsType) {
  EXPECT_EQ(error("OLLAMA_GPU_OVERHEAD", "2GB"), "");
  EXPECT_EQ(error("OLLAMA_CONTEXT_LENGTH", "8192"), "");
  EXPECT_EQ(error("OLLAMA_KEEP_ALIVE", "5m"), "");
  EXPECT_EQ(error("OLLAMA_KEEP_ALIVE", "-1"), "");
  EXPECT_EQ(error("OLLAMA_FLASH_ATTENTION", "1"), "");
  EXPECT_EQ(error("OLLAMA_KV_CACHE_TYPE", "q8_0"), "");
}

TEST(LoadSetting, SaysWhatItExpects) {
  EXPECT_EQ(error("OLLAMA_GPU_OVERHEAD", "much"),
            "ENV OLLAMA_GPU_OVERHEAD: is \"much\", expected a number of bytes, such as 2GB");
  EXPECT_EQ(error("OLLAMA_NUM_PARALLEL", "-1"), "ENV OLLAMA_NUM_PARALLEL: is \"-1\", expected a whole number");
  EXPECT_EQ(error("OLLAMA_KEEP_ALIVE", "soon"),
            "ENV OLLAMA_KEEP_ALIVE: is \"soon\", expected a duration, such as 5m, or seconds");
  EXPECT_EQ(error("OLLAMA_SCHED_SPREAD", "maybe"), "ENV OLLAMA_SCHED_SPREAD: is \"maybe\", expected true or false");
  EXPECT_EQ(error("OLLAMA_KV_CACHE_TYPE", "q3"), "ENV OLLAMA_KV_CACHE_TYPE: is \"q3\", expected f16, q8_0 or q4_0");
}

TEST(LoadSetting, IsNoOtherVariable) {
  EXPECT_EQ(error("LD_PRELOAD", "x.so"), "ENV LD_PRELOAD: not a setting of loading a model");
  EXPECT_THAT(error("OLLAMA_GPU_OVERHED", "1"), EndsWith("; did you mean OLLAMA_GPU_OVERHEAD?"));
}

TEST(ParseByteSize, KnowsUnitsOf1000AndOf1024) {
  EXPECT_EQ(parse_byte_size("512"), 512u);
  EXPECT_EQ(parse_byte_size("2GB"), 2'000'000'000u);
  EXPECT_EQ(parse_byte_size("2 gib"), uint64_t{2} << 30);
  EXPECT_FALSE(parse_byte_size("GB"));
  EXPECT_FALSE(parse_byte_size("-1"));
  EXPECT_FALSE(parse_byte_size("1.5GB"));
  EXPECT_FALSE(parse_byte_size("99999999999TB"));
}

TEST(ParseLoadSettings, KeepsWhatIsKnown) {
  const auto settings = parse_load_settings(R"({"LD_PRELOAD":"x","OLLAMA_GPU_OVERHEAD":"2GB","OLLAMA_KEEP_ALIVE":5})");
  EXPECT_EQ(settings->dump(), R"({"OLLAMA_GPU_OVERHEAD":"2GB"})");
  EXPECT_EQ(parse_load_settings("[]").error().code, ErrorCode::kCorrupt);
}

}  // namespace
}  // namespace hearth::store
