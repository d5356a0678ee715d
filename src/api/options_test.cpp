#include "api/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace hearth::api {
namespace {

TEST(Options, RowsAreForHelp) {
  bool found = false;
  for (const OptionRow& row : option_rows()) {
    EXPECT_FALSE(row.help.empty()) << row.name;
    if (row.name != "stop") continue;
    found = true;
    EXPECT_EQ(row.type, OptionType::kStrings);
  }
  EXPECT_TRUE(found);
}

TEST(Options, ThatAreAbsentComeFromBelow) {
  const Options over{.num_ctx = 1, .stop = std::vector<std::string>{"a"}};
  const Options under{.num_ctx = 2, .stop = std::vector<std::string>{"b", "c"}, .temperature = 0.5};
  const Options merged = merge(over, under);
  EXPECT_EQ(merged.num_ctx, 1);
  EXPECT_EQ(merged.stop, over.stop);
  EXPECT_EQ(merged.temperature, 0.5);
  EXPECT_EQ(merge(Options{}, under), under);
}

TEST(Options, DefaultsAreOllamas) {
  const Options options = with_defaults({.top_k = 3});
  EXPECT_EQ(options.top_k, 3);
  EXPECT_EQ(options.temperature, 0.8);
  EXPECT_EQ(options.repeat_penalty, 1.0);
  EXPECT_EQ(options.num_keep, 4);
  EXPECT_EQ(options.num_ctx, std::nullopt);  // the server's decision
  EXPECT_EQ(options.stop, std::nullopt);
}

TEST(Options, PrintOnlyWhatIsSet) {
  EXPECT_EQ(to_json(Options{}).dump(), "{}");
  const Options options{.logit_bias = option_type::Biases{{7, 1.5}, {9, -INFINITY}},
                        .stop = std::vector<std::string>{"\n"},
                        .temperature = 0.8,
                        .use_mmap = false};
  EXPECT_EQ(to_json(options).dump(),
            R"({"logit_bias":{"7":1.5,"9":false},"stop":["\n"],"temperature":0.8,"use_mmap":false})");
}

}  // namespace
}  // namespace hearth::api
