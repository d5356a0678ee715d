#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "api/options.h"
#include "base/text.h"

namespace hearth::api {
namespace {

// What `text` sets, printed again with the warnings behind it; or the error.
std::string read(std::string_view text) {
  Warnings warnings;
  const Result<Options> options = parse_options(Json::parse(text).value(), warnings);
  if (!options) return options.error().message;
  std::string out = to_json(*options).dump();
  for (const std::string& line : warnings.lines()) out += " | " + line;
  return out;
}

TEST(OptionsJson, EveryOptionIsReadBackAsPrinted) {
  Options all;
  Warnings warnings;
  for (const OptionRow& row : option_rows()) {
    const char* value = row.type == OptionType::kBoolean ? "true" : row.type == OptionType::kBiases ? "7:0.5" : "1";
    ASSERT_TRUE(set_option(all, row.name, value, warnings)) << row.name;
  }
  all.num_ctx = 4096;
  EXPECT_EQ(to_json(all).if_object()->size(), option_rows().size());
  EXPECT_EQ(parse_options(to_json(all), warnings).value(), all);
}

TEST(OptionsJson, NullsAreAbsent) { EXPECT_EQ(read("{\"num_ctx\":null,\"stop\":null,\"seed\":1}"), "{\"seed\":1}"); }

TEST(OptionsJson, IntegersAreTruncated) {
  EXPECT_EQ(read("{\"seed\":9007199254740993,\"top_k\":3.9}"), "{\"seed\":9007199254740993,\"top_k\":3}");
  EXPECT_EQ(read("{\"temperature\":1}"), "{\"temperature\":1.0}");
}

TEST(OptionsJson, TypeErrorsAreOllamas) {
  EXPECT_EQ(read(R"({"num_ctx":"4096"})"), "option \"num_ctx\" must be of type integer");
  EXPECT_EQ(read(R"({"temperature":"hot"})"), "option \"temperature\" must be of type float32");
  EXPECT_EQ(read(R"({"use_mmap":1})"), "option \"use_mmap\" must be of type boolean");
  EXPECT_EQ(read(R"({"stop":"x"})"), "option \"stop\" must be of type array");
  EXPECT_EQ(read(R"({"stop":["x",1]})"), "option \"stop\" must be of an array of strings");
  EXPECT_EQ(read(R"({"logit_bias":[]})"), "option \"logit_bias\" must be of type object");
  Warnings warnings;
  EXPECT_EQ(parse_options(Json::parse(R"({"seed":true})").value(), warnings).error().code, ErrorCode::kUnsupported);
}

TEST(OptionsJson, NumbersOutOfBoundsAreAdjustedWithAWarning) {
  EXPECT_EQ(read(R"({"temperature":-1})"), R"({"temperature":0.0} | option "temperature" is -1 and was adjusted to 0)");
  EXPECT_EQ(read(R"({"num_ctx":1e300})"),
            R"({"num_ctx":2147483647} | option "num_ctx" is 9223372036854775807 and was adjusted to 2147483647)");
  EXPECT_EQ(read(R"({"num_ctx":18446744073709551615})"),
            R"({"num_ctx":2147483647} | option "num_ctx" is 9223372036854775807 and was adjusted to 2147483647)");
  EXPECT_EQ(read(R"({"repeat_penalty":-1})"), "option \"repeat_penalty\" is -1, expected 1e-06 to 1e+06");
}

TEST(OptionsJson, NamesThatAreNotKnownAreWarnings) {
  EXPECT_EQ(read(R"({"temprature":0.5,"numa":true})"),
            R"({} | option "temprature" is not known and was ignored (did you mean "temperature"?))"
            R"( | option "numa" is not known and was ignored)");
  EXPECT_EQ(read(R"({"low_vram":true})"), R"({} | option "low_vram" is deprecated and was ignored)");
}

TEST(OptionsJson, BiasesNameTokensByNumber) {
  EXPECT_EQ(read(R"({"logit_bias":{"15043":-100,"22":false}})"), R"({"logit_bias":{"15043":-100.0,"22":false}})");
  for (const char* key : {"", "-1", "a", "1.5", "3000000000"}) {
    const std::string text = concat(R"({"logit_bias":{")", key, R"(":1}})");
    EXPECT_EQ(read(text), concat("option \"logit_bias\" names token \"", key, "\", expected the number of a token"));
  }
  EXPECT_EQ(read(R"({"logit_bias":{"1":true}})"), "option \"logit_bias\" must be of type float32");
}

TEST(OptionsJson, ListsAreBounded) {
  Json stop = Json::array();
  for (int i = 0; i < 1025; ++i) stop.push_back("x");
  EXPECT_EQ(read(Json::object({{"stop", stop}}).dump()), "option \"stop\" has 1025 entries, expected at most 1024");
  EXPECT_EQ(read(Json::object({{"stop", Json::Array{std::string(4097, 'x')}}}).dump()),
            "option \"stop\" has a text of 4097 bytes, expected at most 4096");
}

}  // namespace
}  // namespace hearth::api
