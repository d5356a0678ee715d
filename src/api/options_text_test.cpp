#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "api/options.h"

namespace hearth::api {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;

// What these settings give together, printed as JSON; or the first error.
std::string set(const std::vector<std::pair<const char*, const char*>>& settings) {
  Options options;
  Warnings warnings;
  for (const auto& [name, value] : settings) {
    if (const Status status = set_option(options, name, value, warnings); !status) return status.error().message;
  }
  std::string out = to_json(options).dump();
  for (const std::string& line : warnings.lines()) out += " | " + line;
  return out;
}

TEST(OptionsText, EveryTypeHasItsText) {
  EXPECT_EQ(set({{"num_ctx", "4096"}, {"temperature", "+.5"}, {"use_mmap", "T"}}),
            R"({"num_ctx":4096,"temperature":0.5,"use_mmap":true})");
}

TEST(OptionsText, ListsGrow) {
  EXPECT_EQ(set({{"stop", "a"}, {"stop", "b c"}}), R"({"stop":["a","b c"]})");
  EXPECT_EQ(set({{"logit_bias", "7:-1.5"}, {"logit_bias", "8:false"}, {"logit_bias", "7:2"}}),
            R"({"logit_bias":{"8":false,"7":2.0}})");
}

TEST(OptionsText, ErrorsAreOllamas) {
  EXPECT_EQ(set({{"num_ctx", "many"}}), "invalid int value [many]");
  EXPECT_EQ(set({{"num_ctx", "1.5"}}), "invalid int value [1.5]");
  EXPECT_EQ(set({{"num_ctx", "99999999999999999999"}}), "invalid int value [99999999999999999999]");
  EXPECT_EQ(set({{"temperature", ""}}), "invalid float value []");
  EXPECT_EQ(set({{"temperature", "nan"}}), "invalid float value [nan]");
  EXPECT_EQ(set({{"temperature", "+-1"}}), "invalid float value [+-1]");
  EXPECT_EQ(set({{"use_mmap", "yes"}}), "invalid bool value [yes]");
  EXPECT_EQ(set({{"numa", "true"}}), "unknown parameter 'numa'");
  EXPECT_EQ(set({{"num_ctxt", "1"}}), "unknown parameter 'num_ctxt' (did you mean \"num_ctx\"?)");
}

TEST(OptionsText, BiasesHaveTwoParts) {
  for (const char* text : {"", "7", "7:", ":1", "-7:1", "7:nan", "7:true"}) {
    EXPECT_EQ(set({{"logit_bias", text}}),
              "invalid logit_bias value [" + std::string(text) + "], expected ID:BIAS or ID:false");
  }
}

TEST(OptionsText, WarnsOfWhatIsAdjustedAndOutdated) {
  EXPECT_EQ(set({{"top_p", "7"}}), R"({"top_p":1.0} | option "top_p" is 7 and was adjusted to 1)");
  EXPECT_EQ(set({{"f16_kv", "true"}}), "{} | parameter f16_kv is deprecated");
}

TEST(OptionsText, IsReadBackAsPrinted) {
  const Options options{.logit_bias = option_type::Biases{{7, 0.1}, {9, -INFINITY}},
                        .seed = 42,
                        .stop = std::vector<std::string>{"a", "b"},
                        .temperature = 0.1};
  const auto texts = option_texts(options);
  EXPECT_THAT(texts, ElementsAre(Pair("logit_bias", "7:0.1"), Pair("logit_bias", "9:false"), Pair("seed", "42"),
                                 Pair("stop", "a"), Pair("stop", "b"), Pair("temperature", "0.1")));
  Options read;
  Warnings warnings;
  for (const auto& [name, value] : texts) ASSERT_TRUE(set_option(read, name, value, warnings));
  EXPECT_EQ(read, options);
}

}  // namespace
}  // namespace hearth::api
