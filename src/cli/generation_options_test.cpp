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
  ASSERT_TRUE(set_options(std::vector<std::string>{"temperature=0.5", "top_k=7", "top_p=0.6", "min_p=0.1",
                                                   "repeat_penalty=1.2", "repeat_last_n=-1", "presence_penalty=-0.5",
                                                   "frequency_penalty=0.25", "seed=42", "num_predict=9", "num_ctx=100",
                                                   "num_thread=3", "activations=f32", "stop=a=b", "stop=\n"},
                          options));
  const sampling::SamplerOptions& sampler = options.generate.sampler;
  EXPECT_EQ(sampler.temperature, 0.5f);
  EXPECT_EQ(sampler.top_k, 7);
  EXPECT_EQ(sampler.top_p, 0.6f);
  EXPECT_EQ(sampler.min_p, 0.1f);
  EXPECT_EQ(sampler.repeat_penalty, 1.2f);
  EXPECT_EQ(sampler.repeat_last_n, -1);
  EXPECT_EQ(sampler.presence_penalty, -0.5f);
  EXPECT_EQ(sampler.frequency_penalty, 0.25f);
  EXPECT_EQ(sampler.seed, 42u);
  EXPECT_EQ(options.generate.num_predict, 9);
  EXPECT_THAT(options.generate.stop, ElementsAre("a=b", "\n"));
  EXPECT_EQ(options.load.n_ctx, 100);
  EXPECT_EQ(options.load.n_threads, 3);
  EXPECT_EQ(options.load.activations, runtime::Activations::kF32);
}

TEST(GenerationOptions, EachIsInTheHelp) {
  EXPECT_EQ(option_rows().size(), 14u);
  for (const auto& [name, meaning] : option_rows()) {
    EXPECT_EQ(error({name}), concat("option ", name, " has no value, expected ", name, "=VALUE"));
    EXPECT_FALSE(meaning.empty());
  }
}

TEST(GenerationOptions, AnUnknownNameIsAnsweredWithTheNamesThereAre) {
  EXPECT_THAT(error({"temprature=1"}), HasSubstr("unknown option 'temprature'"));
  EXPECT_THAT(error({"temprature=1"}), HasSubstr("temperature"));
  EXPECT_THAT(error({""}), HasSubstr("unknown option ''"));
}

TEST(GenerationOptions, AWrongValueIsNamedWithWhatIsExpected) {
  EXPECT_EQ(error({"temperature=hot"}), "temperature is 'hot', expected a number");
  EXPECT_EQ(error({"temperature="}), "temperature is '', expected a number");
  EXPECT_EQ(error({"top_k=1.5"}), "top_k is '1.5', expected a whole number");
  EXPECT_EQ(error({"num_ctx=0"}), "num_ctx is 0, expected 1 to 2147483647");
  EXPECT_EQ(error({"num_predict=-2"}), "num_predict is -2, expected -1 to 2147483647");
  EXPECT_EQ(error({"top_p=2"}), "top_p is 2, expected a number from 0 to 1");
  EXPECT_EQ(error({"activations=int3"}), "activations is 'int3', expected int8 or f32");
}

TEST(GenerationOptions, WithoutASeedEachRunDrawsItsOwn) {
  GenerationOptions first, second, unset;
  ASSERT_TRUE(set_options({}, first) && set_options({}, second));
  EXPECT_NE(*first.seed, *second.seed);
  EXPECT_EQ(first.generate.sampler.seed, *first.seed);
  EXPECT_LT(*first.seed, uint64_t{1} << 53);
  ASSERT_TRUE(set_options(std::vector<std::string>{"seed=5", "seed=-1"}, unset));
  EXPECT_NE(*unset.seed, 5u);
}

}  // namespace
}  // namespace hearth::cli
