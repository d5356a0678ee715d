#include "api/fields.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::api {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

struct Part {
  std::string name{};
  std::vector<int32_t> ids{};
};
void read_part(Fields& fields, Part& into) {
  fields.read("name", into.name);
  fields.read("ids", into.ids);
}

struct Whole {
  std::string text = "default";
  bool flag = false;
  int64_t number = 7;
  double real = 0.5;
  std::vector<Part> parts{};
  std::vector<std::string> blobs{};
  Json object{};
  Warnings warnings{};
  std::string error{};
};

Whole read(std::string_view text) {
  Whole whole;
  const Json json = Json::parse(text).value();
  Fields fields(json, "Whole");
  fields.read("text", whole.text);
  fields.read("flag", whole.flag);
  fields.read("number", whole.number);
  fields.read("real", whole.real);
  fields.read_list("parts", "api.Part", whole.parts, 3, read_part);
  fields.read_base64("blobs", whole.blobs, 2);
  fields.read_object("object", whole.object);
  if (const Status status = fields.finish(&whole.warnings); !status) whole.error = status.error().message;
  return whole;
}

TEST(Fields, KeepTheirDefaultsWhenAbsentOrNull) {
  for (const char* text : {"{}", "null", R"({"text":null,"number":null,"parts":null,"object":null})"}) {
    const Whole whole = read(text);
    EXPECT_EQ(whole.error, "") << text;
    EXPECT_EQ(whole.text, "default");
    EXPECT_EQ(whole.number, 7);
    EXPECT_TRUE(whole.object.is_null());
    EXPECT_TRUE(whole.warnings.empty());
  }
}

TEST(Fields, MatchNamesWithoutCaseAndTheLastOneHolds) {
  const Whole whole = read(R"({"TEXT":"a","Text":"b","NumBer":1,"PARTS":[{"Name":"n"}]})");
  EXPECT_EQ(whole.text, "b");
  EXPECT_EQ(whole.number, 1);
  EXPECT_EQ(whole.parts.at(0).name, "n");
  EXPECT_TRUE(whole.warnings.empty());
}

TEST(Fields, OfEveryTypeAreRead) {
  const Whole whole =
      read(R"({"flag":true,"real":3,"parts":[{"ids":[1,-2]},null],"blobs":["Zm9v",""],"object":{"b":1,"a":[]}})");
  EXPECT_TRUE(whole.flag);
  EXPECT_EQ(whole.real, 3);
  ASSERT_EQ(whole.parts.size(), 2u);
  EXPECT_THAT(whole.parts[0].ids, ElementsAre(1, -2));
  EXPECT_THAT(whole.blobs, ElementsAre("foo", ""));
  EXPECT_EQ(whole.object.dump(), R"({"b":1,"a":[]})");
}

TEST(Fields, OfAnotherTypeAreErrorsInGosWords) {
  const std::pair<const char*, const char*> cases[] = {
      {R"([])", "json: cannot unmarshal array into Go value of type api.Whole"},
      {R"("x")", "json: cannot unmarshal string into Go value of type api.Whole"},
      {R"({"text":1})", "json: cannot unmarshal number into Go struct field Whole.text of type string"},
      {R"({"text":{}})", "json: cannot unmarshal object into Go struct field Whole.text of type string"},
      {R"({"flag":"yes"})", "json: cannot unmarshal string into Go struct field Whole.flag of type bool"},
      {R"({"number":1.5})", "json: cannot unmarshal number 1.5 into Go struct field Whole.number of type int"},
      {R"({"number":18446744073709551615})",
       "json: cannot unmarshal number 18446744073709551615 into Go struct field Whole.number of type int"},
      {R"({"real":true})", "json: cannot unmarshal bool into Go struct field Whole.real of type float64"},
      {R"({"parts":"x"})", "json: cannot unmarshal string into Go struct field Whole.parts of type []api.Part"},
      {R"({"parts":["x"]})", "json: cannot unmarshal string into Go struct field Whole.parts of type api.Part"},
      {R"({"parts":[{"name":[]}]})",
       "json: cannot unmarshal array into Go struct field Whole.parts.name of type string"},
      {R"({"parts":[{"ids":[3000000000]}]})",
       "json: cannot unmarshal number 3000000000 into Go struct field Whole.parts.ids of type int32"},
      {R"({"object":[]})",
       "json: cannot unmarshal array into Go struct field Whole.object of type map[string]interface {}"},
      {R"({"blobs":["data:image/png"]})", "illegal base64 data at input byte 4"},
  };
  for (const auto& [text, error] : cases) EXPECT_EQ(read(text).error, error);
}

TEST(Fields, TheFirstErrorIsTold) {
  EXPECT_EQ(read(R"({"number":"x","text":1})").error,
            "json: cannot unmarshal number into Go struct field Whole.text of type string");
}

TEST(Fields, ListsAreBounded) {
  EXPECT_EQ(read(R"({"parts":[{},{},{}]})").error, "");
  EXPECT_EQ(read(R"({"parts":[{},{},{},{}]})").error, "parts has 4 entries, expected at most 3");
  EXPECT_EQ(read(R"({"blobs":["","",""]})").error, "blobs has 3 entries, expected at most 2");
}

TEST(Fields, ThatNobodyAskedForBecomeWarnings) {
  const Whole whole = read(R"({"text":"a","prio\n":1,"parts":[{"nmae":"x"},{"nmae":"y"}]})");
  EXPECT_EQ(whole.error, "");
  EXPECT_THAT(whole.warnings.lines(), ElementsAre("field \"parts.nmae\" is not known and was ignored",
                                                  "field \"prio\\n\" is not known and was ignored"));
}

}  // namespace
}  // namespace hearth::api
