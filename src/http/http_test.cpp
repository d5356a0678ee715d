#include "http/http.h"

#include <gtest/gtest.h>

namespace hearth::http {
namespace {

TEST(Method, HasANameThatFindsItAgain) {
  for (const Method method :
       {Method::kGet, Method::kHead, Method::kPost, Method::kPut, Method::kPatch, Method::kDelete, Method::kOptions}) {
    EXPECT_EQ(find_method(method_name(method)), method);
  }
  EXPECT_EQ(find_method("get"), std::nullopt);
  EXPECT_EQ(find_method("TRACE"), std::nullopt);
  EXPECT_EQ(find_method(""), std::nullopt);
}

TEST(Request, GivesTheValueOfAParameter) {
  const Request request{.params = {{"digest", "sha256:ab"}, {"tag", "x"}}};
  EXPECT_EQ(request.param("tag"), "x");
  EXPECT_DEATH((void)request.param("name"), "found != params.end");
}

TEST(Response, AnErrorIsAnObjectWithTheMessage) {
  const Response response = error_response(400, "invalid \"x\"");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.headers.find("content-type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.body, R"({"error":"invalid \"x\""})");
}

}  // namespace
}  // namespace hearth::http
