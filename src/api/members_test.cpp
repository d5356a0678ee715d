#include "api/members.h"

#include <gtest/gtest.h>

namespace hearth::api {
namespace {

TEST(Members, LeaveOutWhatSaysNothing) {
  Json object = Json::object();
  add_nonempty(object, "text", std::string());
  add_nonempty(object, "texts", std::vector<std::string>());
  add_nonempty(object, "warnings", Warnings());
  add_nonzero(object, "number", 0);
  add_if_true(object, "flag", false);
  EXPECT_EQ(object.dump(), "{}");
}

TEST(Members, AreAddedInOrder) {
  Json object = Json::object();
  add_nonempty(object, "text", std::string("t"));
  add_nonempty(object, "texts", std::vector<std::string>{"", "u"});
  add_nonzero(object, "number", -1);
  add_if_true(object, "flag", true);
  EXPECT_EQ(object.dump(), R"({"text":"t","texts":["","u"],"number":-1,"flag":true})");
}

TEST(Members, FloatsHaveTheFewestDigitsThatMeanThem) {
  EXPECT_EQ(to_json(std::vector<float>{0.1f, -1.5f, 3, 16777216, 1e-20f}).dump(), "[0.1,-1.5,3.0,16777216.0,1e-20]");
}

}  // namespace
}  // namespace hearth::api
