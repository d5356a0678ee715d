#include "server/answer_grammar.h"

#include <gtest/gtest.h>

namespace hearth::server {
namespace {

using ollama::Format;

std::string error(const Format& format, const api::Options& options = {}) {
  const auto made = answer_grammar(format, options);
  EXPECT_FALSE(made.has_value());
  if (made) return "";
  EXPECT_EQ(made.error().code, ErrorCode::kInvalidArgument);
  return made.error().message;
}

TEST(AnswerGrammar, IsNoneByDefault) {
  EXPECT_EQ(answer_grammar({}, {}).value(), nullptr);
  EXPECT_EQ(answer_grammar({}, {.grammar = ""}).value(), nullptr);
}

TEST(AnswerGrammar, ComesFromTheFormatOrTheOption) {
  EXPECT_EQ(answer_grammar({.kind = Format::Kind::kJson}, {}).value(), grammar::json_mode());
  EXPECT_NE(answer_grammar({Format::Kind::kSchema, Json::object({{"type", "string"}})}, {}).value(), nullptr);
  EXPECT_NE(answer_grammar({}, {.grammar = "root ::= \"yes\" | \"no\""}).value(), nullptr);
}

TEST(AnswerGrammar, NamesTheFieldThatIsWrong) {
  EXPECT_EQ(error({.kind = Format::Kind::kJson}, {.grammar = "root ::= \"a\""}),
            "format and option grammar exclude each other");
  EXPECT_EQ(error({}, {.grammar = "root ::= x"}), "option grammar: line 1, column 10: rule 'x' is not defined");
  EXPECT_TRUE(error({Format::Kind::kSchema, Json::object({{"type", "strings"}})}).starts_with("format: "));
}

}  // namespace
}  // namespace hearth::server
