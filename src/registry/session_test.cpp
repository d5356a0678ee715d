#include "registry/session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>

#include "base/base64.h"
#include "base/test_folder.h"
#include "base/text.h"
#include "http/test_client.h"

namespace hearth::registry {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

// A registry that asks for what it is told to, and a place for tokens.
class SessionTest : public testing::Test {
 protected:
  SessionTest() {
    std::vector<http::Route> routes;
    routes.push_back(http::get("/v2/", [this](http::Exchange& e) { serve(e); }));
    routes.push_back(http::get("/token", [this](http::Exchange& e) { give_token(e); }));
    server_ = http::start_server(std::move(routes));
    url_ = server_->addresses().front().url();
  }

  void serve(http::Exchange& exchange) {
    ++n_requests_;
    const auto sent = exchange.request().headers.find("Authorization");
    if (sent && *sent == wanted_) return exchange.respond(http::text_response(200, "welcome"));
    exchange.respond({.status = 401, .headers = {{"WWW-Authenticate", challenge_}}});
  }
  void give_token(http::Exchange& exchange) {
    ++n_token_requests_;
    token_query_ = exchange.request().query;
    token_proof_ = exchange.request().headers.find("Authorization").value_or("");
    exchange.respond(http::json_response(token_status_, R"({"token":"t0"})"));
  }
  void ask_for_token() {
    challenge_ = concat(R"(Bearer realm=")", url_, R"(/token",service="r",scope="repository:a/b:pull")");
    wanted_ = "Bearer t0";
  }
  std::unique_ptr<Session> session(std::string authorization = {}) const {
    return std::make_unique<Session>(fetcher_, *http::parse_url(url_), http::Certificates::kChecked,
                                     SessionOptions{.credentials_path = folder_.path() + "/auth.json",
                                                    .identity_path = folder_.path() + "/id_ed25519",
                                                    .authorization = std::move(authorization)});
  }
  void write_password() const {
    const std::string host = url_.substr(7);
    folder_.write("auth.json", concat(R"({"auths":{")", host, R"(":{"auth":"bWU6c2VjcmV0"}}})"));
  }
  std::string ask(Session& session) const {
    const auto response = session.fetch({.url = url_ + "/v2/"}, {});
    return response ? concat(response->status, " ", response->body) : response.error().message;
  }

  const TestFolder folder_;
  std::string url_, challenge_, wanted_, token_query_, token_proof_;
  int token_status_ = 200;
  std::atomic<int> n_requests_ = 0, n_token_requests_ = 0;
  std::unique_ptr<http::Server> server_;
  const http::Fetcher fetcher_{http::FetcherOptions{}};
};

TEST_F(SessionTest, GetsATokenByItsSignature) {
  ask_for_token();
  const auto used = session();
  EXPECT_EQ(ask(*used), "200 welcome");
  EXPECT_THAT(token_query_, StartsWith("service=r&scope=repository%3Aa%2Fb%3Apull&ts="));
  EXPECT_THAT(token_query_, HasSubstr("&nonce="));
  EXPECT_THAT(token_proof_, StartsWith("AAAAC3NzaC1lZDI1NTE5AAAA"));
  EXPECT_EQ(ask(*used), "200 welcome");
  EXPECT_EQ(n_requests_, 3);
  EXPECT_EQ(n_token_requests_, 1);
}

TEST_F(SessionTest, GetsATokenByAPasswordThatTheUserHas) {
  ask_for_token();
  write_password();
  EXPECT_EQ(ask(*session()), "200 welcome");
  EXPECT_EQ(token_proof_, "Basic bWU6c2VjcmV0");
}

TEST_F(SessionTest, SendsAPasswordWhenItIsAskedFor) {
  challenge_ = R"(Basic realm="r")";
  wanted_ = "Basic bWU6c2VjcmV0";
  EXPECT_THAT(ask(*session()), HasSubstr("asks for a user and a password"));
  write_password();
  EXPECT_EQ(ask(*session()), "200 welcome");
}

TEST_F(SessionTest, BeginsWithTheUsersToken) {
  wanted_ = "Bearer mine";
  EXPECT_EQ(ask(*session("Bearer mine")), "200 welcome");
  EXPECT_EQ(n_requests_, 1);
}

TEST_F(SessionTest, AnswersAChallengeOnce) {
  ask_for_token();
  wanted_ = "never";
  EXPECT_EQ(ask(*session()), "unauthorized: access denied");
  EXPECT_EQ(n_requests_, 2);
  token_status_ = 403;
  EXPECT_EQ(ask(*session()), "unauthorized: access denied");
  challenge_ = "Negotiate";
  EXPECT_EQ(ask(*session()), "unauthorized: access denied");
}

TEST_F(SessionTest, SendsNoProofToAnotherHost) {
  ask_for_token();
  challenge_ = R"(Bearer realm="http://evil.test/token",service="r")";
  EXPECT_THAT(ask(*session()), StartsWith("realm host \"evil.test\" does not match original host \"127.0.0.1:"));
  EXPECT_EQ(n_token_requests_, 0);
}

TEST_F(SessionTest, DoesNotTellOtherHostsWhoWeAre) {
  const auto used = session("Bearer mine");
  std::string sent = "nothing";
  const auto other = http::start_server({http::get("/", [&](http::Exchange& exchange) {
    sent = exchange.request().headers.find("Authorization").value_or("nothing");
    exchange.respond(http::text_response(401, "who are you?"));
  })});
  const auto response = used->fetch({.url = other->addresses().front().url() + "/"}, {});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 401);
  EXPECT_EQ(sent, "nothing");
}

}  // namespace
}  // namespace hearth::registry
