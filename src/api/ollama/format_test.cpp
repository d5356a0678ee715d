#include "api/ollama/format.h"

#include <gtest/gtest.h>

#include <string>

namespace hearth::ollama {
namespace {

TEST(Format, IsReadBackAsPrinted) {
  const Json schema = Json::object({{"type", "object"}});
  EXPECT_EQ(parse_format(nullptr).value(), Format{});
  EXPECT_EQ(parse_format("").value(), Format{});
  for (const Format& format : {Format{}, Format{.kind = Format::Kind::kJson}, Format{Format::Kind::kSchema, schema}}) {
    EXPECT_EQ(parse_format(to_json(format)).value(), format);
  }
}

TEST(Format, OfAnotherKindIsRefusedAndShownCut) {
  EXPECT_EQ(parse_format(5).error().message, R"(invalid format: "5"; expected "json" or a valid JSON Schema object)");
  EXPECT_LT(parse_format(std::string(100'000, 'x')).error().message.size(), 200u);
}

}  // namespace
}  // namespace hearth::ollama
