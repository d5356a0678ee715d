#include "api/ollama/keep_alive.h"

#include <gtest/gtest.h>

namespace hearth::ollama {
namespace {

constexpr int64_t kSecond = 1'000'000'000;

int64_t ns(const Json& json) { return parse_keep_alive(json).value().ns; }

TEST(KeepAlive, IsSecondsOrADuration) {
  EXPECT_EQ(ns(5), 5 * kSecond);
  EXPECT_EQ(ns(0.5), kSecond / 2);
  EXPECT_EQ(ns("5m"), 300 * kSecond);
  EXPECT_EQ(ns(0), 0);
  EXPECT_EQ(ns("0"), 0);
}

TEST(KeepAlive, ThatIsNegativeOrTooLongIsForever) {
  EXPECT_EQ(ns(-1), KeepAlive::kForever);
  EXPECT_EQ(ns(-0.001), KeepAlive::kForever);
  EXPECT_EQ(ns("-1s"), KeepAlive::kForever);
  EXPECT_EQ(ns(1e300), KeepAlive::kForever);
  EXPECT_EQ(ns(uint64_t{18446744073709551615u}), KeepAlive::kForever);
}

TEST(KeepAlive, OfTheEnvironmentMayLackItsUnit) {
  EXPECT_EQ(parse_keep_alive_text("90").value().ns, 90 * kSecond);
  EXPECT_EQ(parse_keep_alive_text("-1").value().ns, KeepAlive::kForever);
  EXPECT_EQ(parse_keep_alive_text("1h").value().ns, 3600 * kSecond);
  EXPECT_EQ(parse_keep_alive_text("soon").error().message, "time: invalid duration \"soon\"");
}

TEST(KeepAlive, IsReadBackAsPrinted) {
  for (const int64_t time : {int64_t{0}, int64_t{1}, 300 * kSecond, KeepAlive::kForever}) {
    EXPECT_EQ(ns(to_json(KeepAlive{time})), time);
  }
}

TEST(KeepAlive, OfAnotherTypeIsNamedAsGoDoes) {
  EXPECT_EQ(parse_keep_alive(true).error().message, "Unsupported type: 'bool'");
  EXPECT_EQ(parse_keep_alive(Json::array()).error().message, "Unsupported type: '[]interface {}'");
}

}  // namespace
}  // namespace hearth::ollama
