#include "store/parameters.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::store {
namespace {

// The object, or the error; then the warnings.
std::string parameters(std::string_view statements) {
  const auto modelfile = Modelfile::parse(concat("FROM a\n", statements));
  if (!modelfile) return modelfile.error().message;
  api::Warnings warnings;
  const auto parsed = parameters_of(*modelfile, warnings);
  std::string text = parsed ? parsed->dump() : parsed.error().message;
  for (const std::string& line : warnings.lines()) text += " | " + line;
  return text;
}

TEST(ParametersOf, AreTypedByTheTableOfOptions) {
  EXPECT_EQ(parameters("PARAMETER num_ctx 4096\nPARAMETER temperature 0.7\nPARAMETER use_mmap true\n"),
            R"({"num_ctx":4096,"temperature":0.7,"use_mmap":true})");
}

TEST(ParametersOf, TakeTheLastValueButAllStops) {
  EXPECT_EQ(parameters("PARAMETER stop a\nPARAMETER seed 1\nPARAMETER stop \"b \"\nPARAMETER seed 2\n"),
            R"({"seed":2,"stop":["a","b "]})");
}

TEST(ParametersOf, NameTheLineOfAnError) {
  EXPECT_EQ(parameters("PARAMETER num_ctx many"), "(line 2): invalid int value [many]");
  EXPECT_EQ(parameters("\nPARAMETER tempratur 1"),
            "(line 3): unknown parameter 'tempratur' (did you mean \"temperature\"?)");
}

TEST(ParametersOf, WarnOfOutdatedNames) {
  EXPECT_EQ(parameters("PARAMETER low_vram true"), "{} | parameter low_vram is deprecated");
}

Json json(std::string_view text) { return Json::parse(text).value(); }

TEST(MergeParameters, TakesListsAsAWhole) {
  const Json merged =
      merge_parameters(json(R"({"stop":["a","b"],"new_option":1,"seed":1})"), json(R"({"stop":["c"]})"));
  EXPECT_EQ(merged, json(R"({"stop":["c"],"new_option":1,"seed":1})"));
}

TEST(PrintParameters, SortsKeysAndPrintsAsGoDoes) {
  EXPECT_EQ(print_parameters(json(R"({"top_k":1,"stop":["<|end|>"],"temperature":1.0})")),
            "{\"stop\":[\"\\u003c|end|\\u003e\"],\"temperature\":1,\"top_k\":1}\n");
}

TEST(ParseParameters, AreAnObject) {
  EXPECT_EQ(parse_parameters("{\"seed\":1}\n")->dump(), "{\"seed\":1}");
  EXPECT_EQ(parse_parameters("[]").error().code, ErrorCode::kCorrupt);
  EXPECT_EQ(parse_parameters("{").error().code, ErrorCode::kCorrupt);
}

TEST(ParametersText, HasOneLinePerValue) {
  EXPECT_EQ(parameters_text(json(R"({"stop":["<|end|>","a\"\n\\\u200d\u0001é"],"temperature":0.5,"num_ctx":1048576})")),
            "stop                           \"<|end|>\"\n"
            "stop                           \"a\\\"\\n\\\\\\u200d\\x01\u00e9\"\n"
            "temperature                    0.5\n"
            "num_ctx                        1048576");
  EXPECT_EQ(parameters_text(Json::object()), "");
}

TEST(ParameterStatements, GiveTheSameParametersAgain) {
  const std::string_view text =
      R"({"logit_bias":{"15043":1.5,"22":false},"num_ctx":4096,"stop":["### User:","\n"],"temperature":0.5})";
  const Modelfile modelfile = {parameter_statements(json(text))};
  EXPECT_EQ(parameters(modelfile.print()), text);
}

}  // namespace
}  // namespace hearth::store
