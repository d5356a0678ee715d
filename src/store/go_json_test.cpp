#include "store/go_json.h"

#include <gtest/gtest.h>

#include <limits>

#include "base/utf8.h"

namespace hearth::store {
namespace {

TEST(GoJson, IsCompactAndEndsInANewline) {
  const Json value = Json::object({{"b", 1}, {"a", Json(Json::Array{true, nullptr, "x"})}, {"o", Json::object()}});
  EXPECT_EQ(go_json(value), "{\"b\":1,\"a\":[true,null,\"x\"],\"o\":{}}\n");
  EXPECT_EQ(go_json(Json::array()), "[]\n");
}

// What encoding/json of Go 1.26.8 prints for these strings.
TEST(GoJson, EscapesAsGoDoes) {
  EXPECT_EQ(go_json("<|im_start|> a & b"), "\"\\u003c|im_start|\\u003e a \\u0026 b\"\n");
  EXPECT_EQ(go_json("\"\\/\n\r\t\b\f\x01\x7f"), "\"\\\"\\\\/\\n\\r\\t\\b\\f\\u0001\x7f\"\n");
  EXPECT_EQ(go_json("\xe2\x80\xa8\xe2\x80\xa9 \xc3\xa4 \xf0\x9f\x98\x80"),
            "\"\\u2028\\u2029 \xc3\xa4 \xf0\x9f\x98\x80\"\n");
  EXPECT_EQ(go_json("a\xff"), "\"a\\ufffd\"\n");
}

// The same for numbers; what is not finite is an error there.
TEST(GoJson, PrintsNumbersAsGoDoes) {
  EXPECT_EQ(go_json(0.7), "0.7\n");
  EXPECT_EQ(go_json(1.0), "1\n");
  EXPECT_EQ(go_json(-0.0), "-0\n");
  EXPECT_EQ(go_json(1e20), "100000000000000000000\n");
  EXPECT_EQ(go_json(1e21), "1e+21\n");
  EXPECT_EQ(go_json(0.000001), "0.000001\n");
  EXPECT_EQ(go_json(1.5e-7), "1.5e-7\n");
  EXPECT_EQ(go_json(1.5e-12), "1.5e-12\n");
  EXPECT_EQ(go_json(std::numeric_limits<int64_t>::min()), "-9223372036854775808\n");
  EXPECT_EQ(go_json(std::numeric_limits<uint64_t>::max()), "18446744073709551615\n");
  EXPECT_EQ(go_json(std::numeric_limits<double>::infinity()), "null\n");
}

}  // namespace
}  // namespace hearth::store
