#include "server/refusals.h"

#include <gtest/gtest.h>

namespace hearth::server {
namespace {

http::Response dressed(std::string path, http::Response refusal) {
  http::Request request;
  request.path = std::move(path);
  return dress_refusal(request, std::move(refusal));
}

TEST(Refusals, HaveTheShapeOfTheirPath) {
  EXPECT_EQ(dressed("/v1/chat/completions", http::error_response(413, "too long")).body,
            R"({"error":{"message":"too long","type":"invalid_request_error","param":null,"code":null}})");
  EXPECT_EQ(dressed("/v1/messages", http::error_response(503, "busy")).body,
            R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})");
  EXPECT_EQ(dressed("/api/chat", http::error_response(413, "too long")).body, R"({"error":"too long"})");
}

TEST(Refusals, TextBecomesAMessageAndHeadersStay) {
  http::Response plain = http::text_response(405, "405 method not allowed");
  plain.headers.add("Allow", "GET");
  const http::Response response = dressed("/v1/models", plain);
  EXPECT_EQ(response.headers.find("Allow"), "GET");
  EXPECT_EQ(response.headers.find("Content-Type"), "application/json; charset=utf-8");
  EXPECT_EQ(response.headers.count("Content-Type"), 1u);
}

TEST(Refusals, WhatIsNoErrorStays) {
  http::Response redirect{.status = 307, .headers = {{"Location", "/v1/models"}}};
  EXPECT_EQ(dressed("/v1/models/", redirect).body, "");
}

}  // namespace
}  // namespace hearth::server
