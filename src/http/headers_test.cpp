#include "http/headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(Headers, FindsTheFirstFieldWhateverTheCaseOfItsName) {
  const Headers headers{{"Host", "a"}, {"ACCEPT", "b"}, {"accept", "c"}};
  EXPECT_EQ(headers.find("Accept"), "b");
  EXPECT_EQ(headers.find("accep"), std::nullopt);
  EXPECT_EQ(headers.count("aCCEPT"), 2U);
}

TEST(Headers, SetReplacesAllFieldsOfAName) {
  Headers headers{{"Vary", "a"}, {"Host", "h"}, {"vary", "b"}};
  headers.set("Vary", "c");
  EXPECT_EQ(headers, (Headers{{"Host", "h"}, {"Vary", "c"}}));
}

TEST(Headers, FindsATokenInAnyListOfAName) {
  const Headers headers{{"Connection", "keep-alive ,\tUpgrade"}, {"connection", "x, Close"}};
  EXPECT_TRUE(headers.has_token("Connection", "upgrade"));
  EXPECT_TRUE(headers.has_token("Connection", "close"));
  EXPECT_FALSE(headers.has_token("Connection", "keep"));
  EXPECT_FALSE(headers.has_token("Upgrade", "close"));
}

TEST(Headers, ListsAreSplitAtCommasAndTrimmed) {
  EXPECT_THAT(split_list(" a ,,b\t, c d ,"), ElementsAre("a", "b", "c d"));
  EXPECT_THAT(split_list(""), IsEmpty());
  EXPECT_THAT(split_list(" , "), IsEmpty());
}

TEST(Headers, CaseIsIgnoredForAsciiOnly) {
  EXPECT_TRUE(equal_ignoring_case("X-[aZ]", "x-[Az]"));
  EXPECT_FALSE(equal_ignoring_case("[", "{"));  // a bit apart, as upper and lower case are
  EXPECT_FALSE(equal_ignoring_case("\xC3\x84", "\xC3\xA4"));
  EXPECT_FALSE(equal_ignoring_case("a", "ab"));
}

}  // namespace
}  // namespace hearth::http
