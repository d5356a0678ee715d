#include "http/router.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace hearth::http {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::Pair;

Router make_router() {
  Router router;
  const auto add = [&](Method method, std::string pattern) {
    router.add({.method = method, .pattern = std::move(pattern), .handler = {}});
  };
  add(Method::kGet, "/");
  add(Method::kGet, "/api/tags");
  add(Method::kPost, "/api/chat");
  add(Method::kPost, "/api/blobs/:digest");
  add(Method::kHead, "/api/blobs/:digest");
  add(Method::kGet, "/v1/models/:model");
  add(Method::kGet, "/v1/models/special");
  add(Method::kGet, "/v1/models");
  return router;
}

// The pattern that was found, or the status that the outcome becomes.
std::string outcome(Method method, std::string_view text) {
  const Router router = make_router();
  const Router::Outcome found = router.find(method, parse_target(text).value());
  if (const auto* match = std::get_if<Router::Match>(&found)) {
    return std::string(method_name(match->route->method)) + " " + match->route->pattern;
  }
  if (const auto* wrong = std::get_if<Router::WrongMethod>(&found)) return "405 " + wrong->allowed;
  if (const auto* redirect = std::get_if<Router::Redirect>(&found)) {
    return std::to_string(redirect->status) + " " + redirect->location;
  }
  return "404";
}

TEST(Router, FindsTheRouteOfAMethodAndAPath) {
  EXPECT_EQ(outcome(Method::kGet, "/"), "GET /");
  EXPECT_EQ(outcome(Method::kGet, "/api/tags?x=1"), "GET /api/tags");
  EXPECT_EQ(outcome(Method::kPost, "/api/chat"), "POST /api/chat");
  EXPECT_EQ(outcome(Method::kGet, "/v1/models"), "GET /v1/models");
}

TEST(Router, HeadFindsItsOwnRouteOrThatOfGet) {
  EXPECT_EQ(outcome(Method::kHead, "/api/blobs/x"), "HEAD /api/blobs/:digest");
  EXPECT_EQ(outcome(Method::kHead, "/api/tags"), "GET /api/tags");
  EXPECT_EQ(outcome(Method::kHead, "/api/chat"), "405 POST");
}

TEST(Router, ANameTakesOneSegmentDecoded) {
  const Router router = make_router();
  const auto params = [&](std::string_view text) {
    return std::get<Router::Match>(router.find(Method::kPost, parse_target(text).value())).params;
  };
  EXPECT_THAT(params("/api/blobs/sha256%3Aab"), ElementsAre(Pair("digest", "sha256:ab")));
  EXPECT_THAT(params("/api/blobs/a%2Fb"), ElementsAre(Pair("digest", "a/b")));
  EXPECT_THAT(params("/api/chat"), IsEmpty());
  EXPECT_EQ(outcome(Method::kPost, "/api/blobs/a/b"), "404");
  EXPECT_EQ(outcome(Method::kPost, "/api/blobs"), "404");
  EXPECT_EQ(outcome(Method::kPost, "/api/blobs/.."), "404");
}

TEST(Router, ALiteralGoesBeforeAName) {
  EXPECT_EQ(outcome(Method::kGet, "/v1/models/special"), "GET /v1/models/special");
  EXPECT_EQ(outcome(Method::kGet, "/v1/models/other"), "GET /v1/models/:model");
}

TEST(Router, AnUnknownPathIsNotFoundAndAKnownOneTellsItsMethods) {
  EXPECT_EQ(outcome(Method::kGet, "/nope"), "404");
  EXPECT_EQ(outcome(Method::kGet, "/api"), "404");
  EXPECT_EQ(outcome(Method::kGet, "/API/tags"), "404");
  EXPECT_EQ(outcome(Method::kGet, "/api/chat"), "405 POST");
  EXPECT_EQ(outcome(Method::kDelete, "/api/blobs/x"), "405 POST, HEAD");
}

TEST(Router, ASlashAtTheEndIsRedirected) {
  EXPECT_EQ(outcome(Method::kGet, "/api/tags/"), "301 /api/tags");
  EXPECT_EQ(outcome(Method::kPost, "/api/chat/?a=b"), "307 /api/chat?a=b");
  EXPECT_EQ(outcome(Method::kPost, "/api/blobs/a%2Fb/"), "307 /api/blobs/a%2Fb");
  EXPECT_EQ(outcome(Method::kPost, "/api/tags/"), "404");
  EXPECT_EQ(outcome(Method::kGet, "//evil.example/"), "404");
}

TEST(Router, TheSameRouteTwiceIsABug) {
  Router router = make_router();
  EXPECT_DEATH(router.add({.method = Method::kGet, .pattern = "/api/tags", .handler = {}}), "patterns_");
}

}  // namespace
}  // namespace hearth::http
