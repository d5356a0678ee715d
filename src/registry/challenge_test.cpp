#include "registry/challenge.h"

#include <gtest/gtest.h>

namespace hearth::registry {
namespace {

using Scheme = Challenge::Scheme;

TEST(Challenge, AsksForAToken) {
  EXPECT_EQ(Challenge::parse(R"(Bearer realm="https://auth.test/token",service="r.test",scope="repository:a/b:pull")"),
            (Challenge{.realm = "https://auth.test/token", .service = "r.test", .scope = "repository:a/b:pull"}));
  EXPECT_EQ(Challenge::parse(R"(bearer  Realm = "x\"y" , error=invalid_token)"), (Challenge{.realm = "x\"y"}));
}

TEST(Challenge, AsksForAPassword) {
  EXPECT_EQ(Challenge::parse(R"(Basic realm="me")"), (Challenge{.scheme = Scheme::kBasic, .realm = "me"}));
}

TEST(Challenge, IsTheFirstOfSeveralThatCanBeAnswered) {
  EXPECT_EQ(Challenge::parse(R"(Negotiate, Digest realm="d", Basic realm="b", Bearer realm="x")")->realm, "b");
  EXPECT_EQ(Challenge::parse(R"(Bearer, Basic realm="b")")->scheme, Scheme::kBasic);
}

TEST(Challenge, IsNoneWhenItMakesNoSense) {
  for (const char* header :
       {"", " , ", "Bearer", "Negotiate abc==", "Bearer realm=\"unended", "=", "\"", "Bearer realm=\"\""}) {
    EXPECT_FALSE(Challenge::parse(header)) << header;
  }
}

}  // namespace
}  // namespace hearth::registry
