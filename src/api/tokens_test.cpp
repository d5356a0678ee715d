#include "api/tokens.h"

#include <gtest/gtest.h>

namespace hearth::api {
namespace {

TEST(Tokens, WhatIsNotSaidHasItsDefault) {
  const auto request = parse_tokenize_request(*Json::parse(R"({"model":"m","content":"x","y":1})"));
  ASSERT_TRUE(request);
  EXPECT_TRUE(request->parse_special);
  EXPECT_FALSE(request->add_special);
  EXPECT_EQ(request->warnings.lines().size(), 1u);
}

TEST(Tokens, WhatIsMissingOrWrongIsNamed) {
  EXPECT_EQ(parse_tokenize_request(*Json::parse(R"({"model":"m"})")).error().field, "content");
  EXPECT_EQ(parse_detokenize_request(*Json::parse(R"({"model":"m","tokens":[1,"x"]})")).error().field, "tokens[1]");
  EXPECT_EQ(parse_detokenize_request(*Json::parse(R"({"model":"m","tokens":[-1]})")).error().field, "tokens[0]");
}

TEST(Tokens, AnEmptyContentIsOne) {
  EXPECT_TRUE(parse_tokenize_request(*Json::parse(R"({"model":"m","content":""})")));
}

TEST(Tokens, PiecesThatAreNoTextAreBytes) {
  EXPECT_EQ(to_json(TokenizeReply{.tokens = {1, 2}, .pieces = {"a", "\xC3"}}).dump(),
            R"({"tokens":[1,2],"pieces":["a",[195]]})");
}

}  // namespace
}  // namespace hearth::api
