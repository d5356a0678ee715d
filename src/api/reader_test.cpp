#include "api/reader.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::api {
namespace {

// Reads one member named "x" of a JSON object with `read`, and tells the failure's message.
template <class Read>
std::string complaint(std::string_view text, const Read& read) {
  ReadReport report;
  const Json json = *Json::parse(text);
  Reader reader(json, "", report);
  read(reader);
  return report.failure ? report.failure->message : "";
}

TEST(Reader, AWrongTypeNamesTheFieldAndBothTypes) {
  EXPECT_EQ(complaint(R"({"x":1})", [](Reader& r) { r.text("x"); }), "x: expected a string, found a number");
  EXPECT_EQ(complaint(R"({"x":"a"})", [](Reader& r) { r.flag("x"); }), "x: expected a boolean, found a string");
  EXPECT_EQ(complaint(R"({"x":{}})", [](Reader& r) { r.list("x", 9); }), "x: expected an array, found an object");
  EXPECT_EQ(complaint(R"({"x":[]})", [](Reader& r) { r.object("x"); }), "x: expected an object, found an array");
  EXPECT_EQ(complaint("[]", [](Reader& r) { r.text("x"); }), "the body: expected an object, found an array");
}

TEST(Reader, NumbersHaveBounds) {
  EXPECT_EQ(complaint(R"({"x":9})", [](Reader& r) { r.integer("x", 0, 5); }),
            "x: expected a whole number from 0 to 5, found 9");
  EXPECT_EQ(complaint(R"({"x":-0.5})", [](Reader& r) { r.number("x", 0, 2); }),
            "x: expected a number from 0 to 2, found -0.5");
  EXPECT_EQ(complaint(R"({"x":1.5})", [](Reader& r) { r.integer("x", 0, 5); }),
            "x: expected a whole number from 0 to 5, found 1.5");
  EXPECT_EQ(complaint(R"({"x":3.0})", [](Reader& r) { EXPECT_EQ(r.integer("x", 0, 5), 3); }), "");
}

TEST(Reader, NullIsAbsent) {
  EXPECT_EQ(complaint(R"({"x":null})", [](Reader& r) { EXPECT_EQ(r.text("x"), std::nullopt); }), "");
  EXPECT_EQ(complaint(R"({"x":null})", [](Reader& r) { r.required_text("x"); }), "x: is required");
}

TEST(Reader, ListsAndChoicesSayWhatIsExpected) {
  EXPECT_EQ(complaint(R"({"x":[1,2,3]})", [](Reader& r) { r.list("x", 2); }), "x: expected at most 2 items, found 3");
  EXPECT_EQ(complaint(R"({"x":"c"})", [](Reader& r) { r.one_of("x", {"a", "b"}); }),
            R"(x: expected one of "a", "b", found "c")");
}

TEST(Reader, WhatIsNotSupportedIsRefusedOrWarnedOf) {
  EXPECT_EQ(complaint(R"({"x":1})", [](Reader& r) { r.refuse("x", "is not supported"); }), "x: is not supported");
  ReadReport report;
  const Json json = *Json::parse(R"({"x":1,"y":2,"z":null})");
  Reader reader(json, "a[0]", report);
  reader.ignore("x", "it is only a label");
  reader.finish();
  EXPECT_EQ(report.warnings.lines(), (std::vector<std::string>{"field a[0].x is ignored: it is only a label",
                                                               "field \"a[0].y\" is not known and was ignored"}));
}

TEST(Reader, TheFirstFailureStays) {
  EXPECT_EQ(complaint(R"({"x":1,"y":1})",
                      [](Reader& r) {
                        r.text("x");
                        r.text("y");
                      }),
            "x: expected a string, found a number");
}

TEST(Reader, AnObjectOfManyThousandMembersIsRefused) {
  Json json = Json::object();
  std::string text = "{";
  for (int i = 0; i < 5000; ++i) text += concat(i == 0 ? "" : ",", '"', i, "\":0");
  EXPECT_EQ(complaint(text + "}", [](Reader&) {}), "the body has 5000 members, expected at most 4096");
}

}  // namespace
}  // namespace hearth::api
