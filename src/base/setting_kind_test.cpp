#include "base/setting_kind.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/home.h"

namespace hearth::setting_kind {
namespace {

using std::chrono::nanoseconds;
using std::chrono::seconds;
using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Optional;

TEST(SettingKind, BooleansAreGosWordsAndNoOthers) {
  for (const char* text : {"1", "t", "T", "true", "TRUE", "True"}) EXPECT_THAT(boolean().parse(text), Optional(true));
  for (const char* text : {"0", "f", "F", "false", "FALSE", "False"})
    EXPECT_THAT(boolean().parse(text), Optional(false));
  for (const char* text : {"", "yes", "no", "on", "2", "tRUE", " true"})
    EXPECT_EQ(boolean().parse(text), std::nullopt) << text;
}

TEST(SettingKind, IntegersStayWithinTheirBounds) {
  constexpr Integer kKind = integer(-1, 10);
  EXPECT_EQ(kKind.expected(), "a whole number from -1 to 10");
  EXPECT_THAT(kKind.parse("10"), Optional(10));
  EXPECT_THAT(kKind.parse("+7"), Optional(7));
  EXPECT_THAT(kKind.parse("-1"), Optional(-1));
  for (const char* text : {"", "11", "-2", "1.5", "0x1", "1 ", "ten", "+", "+-1", "99999999999999999999"})
    EXPECT_EQ(kKind.parse(text), std::nullopt) << text;
}

TEST(SettingKind, IntegersWithoutABoundOfTheirOwnFitIntoInt32) {
  EXPECT_EQ(integer_from(0).expected(), "a whole number from 0 on");
  EXPECT_THAT(integer_from(0).parse("2147483647"), Optional(2147483647));
  EXPECT_EQ(integer_from(0).parse("2147483648"), std::nullopt);
}

TEST(SettingKind, ALevelIsANumberOrABoolean) {
  EXPECT_THAT(level().parse("true"), Optional(1));
  EXPECT_THAT(level().parse("F"), Optional(0));
  EXPECT_THAT(level().parse("2"), Optional(2));
  EXPECT_EQ(level().parse("-1"), std::nullopt);
  EXPECT_EQ(level().parse("loud"), std::nullopt);
}

TEST(SettingKind, ADurationIsGosOrABareNumberOfSeconds) {
  EXPECT_THAT(duration().parse("1h30m"), Optional(nanoseconds(seconds(5400))));
  EXPECT_THAT(duration().parse("300"), Optional(nanoseconds(seconds(300))));
  EXPECT_THAT(duration().parse("-1"), Optional(nanoseconds(seconds(-1))));
  EXPECT_THAT(duration().parse("0"), Optional(nanoseconds(0)));
  EXPECT_EQ(duration().print(seconds(300)), "5m0s");
  for (const char* text : {"", "soon", "5 m", "1d"}) EXPECT_EQ(duration().parse(text), std::nullopt) << text;
}

TEST(SettingKind, ADurationThatIsTooLongIsTheLongest) {
  EXPECT_THAT(duration().parse("10000000000"), Optional(nanoseconds::max()));
  EXPECT_THAT(duration().parse("99999999999999999999"), Optional(nanoseconds::max()));
  EXPECT_THAT(duration().parse("-99999999999999999999"), Optional(nanoseconds::min()));
}

TEST(SettingKind, AChoiceIsOneOfItsWordsInAnyCase) {
  constexpr Choice kKind = choice("lru|fifo|none");
  EXPECT_EQ(kKind.expected(), "lru, fifo or none");
  EXPECT_THAT(kKind.parse("lru"), Optional(std::string("lru")));
  EXPECT_THAT(kKind.parse("None"), Optional(std::string("none")));
  for (const char* text : {"", "lr", "lru|fifo", "nones"}) EXPECT_EQ(kKind.parse(text), std::nullopt) << text;
  EXPECT_EQ(choice("f16|q8_0").expected(), "f16 or q8_0");
}

TEST(SettingKind, AListDropsWhatIsEmptyAndTheSpacesAround) {
  EXPECT_THAT(list().parse("http://a, app://* ,,"), Optional(ElementsAre("http://a", "app://*")));
  EXPECT_THAT(list().parse(""), Optional(IsEmpty()));
  EXPECT_EQ(list().print({"a", "b"}), "a,b");
}

TEST(SettingKind, APathMayBeginInTheUsersFolder) {
  EXPECT_THAT(path().parse("/data"), Optional(std::string("/data")));
  EXPECT_THAT(path().parse("~/models"), Optional(home_folder() + "/models"));
  EXPECT_EQ(path().parse(""), std::nullopt);
  EXPECT_EQ(path().parse(std::string_view("a\0b", 3)), std::nullopt);
}

}  // namespace
}  // namespace hearth::setting_kind
