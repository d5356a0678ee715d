#include "convert/model_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "convert/test_model.h"

namespace hearth::convert {
namespace {

using ::testing::HasSubstr;

TEST(ModelFolder, HoldsTheTensorsOfAllFilesByName) {
  const TestFolder folder;
  std::vector<NamedFile> files = TestModel().write(folder);
  const auto opened = ModelFolder::open(files);
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_TRUE(opened->has("config.json"));
  EXPECT_TRUE(opened->tensors().contains("encoder.layer.0.output.dense.bias"));
  EXPECT_TRUE(opened->unchanged());
  files.push_back({"again.safetensors", files.back().path});
  EXPECT_THAT(ModelFolder::open(files).error().message, HasSubstr("again.safetensors: tensor "));
}

TEST(ModelFolder, SaysWhichFileIsMissingOrBroken) {
  const TestFolder folder;
  TestModel model;
  model.texts["config.json"] = "{";
  model.texts["list.json"] = "[]";
  const auto opened = ModelFolder::open(model.write(folder));
  ASSERT_TRUE(opened) << opened.error().message;
  EXPECT_THAT(opened->json("absent.json").error().message, HasSubstr("absent.json: missing"));
  EXPECT_THAT(opened->json("config.json").error().message, HasSubstr("config.json: "));
  EXPECT_THAT(opened->json("list.json").error().message, HasSubstr("list.json: is no JSON object"));
}

TEST(Fields, AreCheckedAndNamed) {
  const Json object = Json::object({{"n", 5}, {"x", 0.5}, {"text", "t"}, {"on", true}, {"none", nullptr}});
  const Fields fields("f.json", object);
  EXPECT_EQ(fields.count("n"), 5u);
  EXPECT_EQ(fields.count_or("none", 7), 7u);
  EXPECT_EQ(fields.real("x"), 0.5f);
  EXPECT_EQ(fields.real("n"), 5.0f);
  EXPECT_EQ(fields.text_or("text", ""), "t");
  EXPECT_EQ(fields.flag_or("on", false), true);
  EXPECT_EQ(fields.flag_or("none", false), false);
  EXPECT_EQ(fields.count("x").error().message, "f.json: x is 0.5, expected an integer from 1 to 16777216");
  EXPECT_EQ(fields.real("text").error().message, "f.json: text is \"t\", expected a number");
  EXPECT_EQ(fields.text_or("n", "").error().message, "f.json: n is 5, expected a text");
  EXPECT_EQ(fields.flag_or("n", false).error().message, "f.json: n is 5, expected true or false");
  EXPECT_EQ(fields.count("gone").error().message, "f.json: gone is missing");
}

}  // namespace
}  // namespace hearth::convert
