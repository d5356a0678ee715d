#include "cli/generation_options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::cli {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::string error(const std::vector<std::string>& assignments) {
  GenerationOptions options;
  const Status status = set_options(assignments, options);
  return status ? "no error" : status.error().message;
}

TEST(GenerationOptions, AreSetByOllamasNames) {
  GenerationOptions options;
  ASSERT_TRUE(set_options(std::vector<std::string>{"temperature=0.5", "top_k=7", "seed=42", "num_ctx=100",
                                                   "num_thread=3", "activations=f32", "stop=a=b", "stop=\n"},
                          options));
  EXPECT_EQ(options.request.temperature, 0.5);
  EXPECT_EQ(options.request.top_k, 7);
  EXPECT_EQ(options.request.seed, 42);
  EXPECT_EQ(options.request.num_ctx, 100);
  EXPECT_THAT(*options.request.stop, ElementsAre("a=b", "\n"));
  EXPECT_EQ(options.load.n_threads, 3);
  EXPECT_EQ(options.load.activations, runtime::Activations::kF32);
  EXPECT_TRUE(options.warnings.empty());
}

TEST(GenerationOptions, EachIsInTheHelp) {
  EXPECT_EQ(option_rows().size(), api::option_rows().size() + 1);
  for (const auto& [name, meaning] : option_rows()) {
    EXPECT_EQ(error({name}), concat("option ", name, " has no value, expected ", name, "=VALUE"));
    EXPECT_FALSE(meaning.empty());
  }
}

TEST(GenerationOptions, AnUnknownNameIsAnsweredWithTheClosest) {
  EXPECT_THAT(error({"temprature=1"}), HasSubstr("unknown parameter 'temprature'"));
  EXPECT_THAT(error({"temprature=1"}), HasSubstr("temperature"));
}

TEST(GenerationOptions, AWrongValueIsNamed) {
  EXPECT_THAT(error({"temperature=hot"}), HasSubstr("option temperature: invalid float value [hot]"));
  EXPECT_THAT(error({"top_k=1.5"}), HasSubstr("option top_k: invalid int value"));
  EXPECT_EQ(error({"activations=int3"}), "activations is 'int3', expected int8 or f32");
}

TEST(GenerationOptions, ANumberOutOfBoundsIsAdjustedAndSaid) {
  GenerationOptions options;
  ASSERT_TRUE(set_options(std::vector<std::string>{"top_p=2"}, options));
  EXPECT_EQ(options.request.top_p, 1);
  EXPECT_FALSE(options.warnings.empty());
}

}  // namespace
}  // namespace hearth::cli
