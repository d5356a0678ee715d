#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "convert/convert.h"
#include "convert/test_model.h"

namespace hearth::convert {
namespace {

using ::testing::HasSubstr;

class ConvertBertTest : public testing::Test {
 protected:
  void replace(const std::string& file, std::string_view from, std::string_view to) {
    std::string& text = model_.texts.at(file);
    const size_t at = text.find(from);
    ASSERT_NE(at, std::string::npos);
    text.replace(at, from.size(), to);
  }
  std::string why_not() const {
    const auto made = convert(model_.write(folder_));
    EXPECT_FALSE(made);
    return made ? "" : made.error().message;
  }

  TestModel model_;
  const TestFolder folder_;
};

TEST_F(ConvertBertTest, RefusesWhatItsNetworkDoesNotCompute) {
  replace("config.json", "\"gelu\"", "\"relu\"");
  EXPECT_EQ(why_not(), "config.json: hidden_act is 'relu'; supported: gelu");
}

TEST_F(ConvertBertTest, RefusesNumbersThatAreNone) {
  replace("config.json", "\"hidden_size\": 16", "\"hidden_size\": \"16\"");
  EXPECT_THAT(why_not(), HasSubstr("config.json: hidden_size is \"16\", expected an integer from 1 to"));
  replace("config.json", "\"hidden_size\"", "\"hidden\"");
  EXPECT_EQ(why_not(), "config.json: hidden_size is missing");
}

TEST_F(ConvertBertTest, RefusesPoolingThatIsNotKnown) {
  model_.texts["1_Pooling/config.json"] = R"({"pooling_mode_max_tokens": true, "pooling_mode_cls_token": true})";
  EXPECT_THAT(why_not(), HasSubstr("pools by pooling_mode_max_tokens, pooling_mode_cls_token; supported"));
  model_.texts.erase("1_Pooling/config.json");
  EXPECT_THAT(why_not(), HasSubstr("1_Pooling/config.json: missing"));
  replace("modules.json", "Normalize", "Dense");
  model_.texts["1_Pooling/config.json"] = R"({"pooling_mode_mean_tokens": true})";
  EXPECT_THAT(why_not(), HasSubstr("module 'sentence_transformers.models.Dense'"));
}

TEST_F(ConvertBertTest, WithoutModulesItIsTheMean) {
  model_.texts.erase("modules.json");
  EXPECT_TRUE(convert(model_.write(folder_)));
}

}  // namespace
}  // namespace hearth::convert
