#include "http/fetch.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

#include "http/test_certificate.h"
#include "http/test_client.h"
#include "http/test_folder.h"

namespace hearth::http {
namespace {

std::string url_of(const Server& server, std::string_view path) {
  return server.addresses().front().url() + std::string(path);
}

// Where the request has to go next.
Route redirect(std::string pattern, std::string location) {
  return get(std::move(pattern), [location = std::move(location)](Exchange& exchange) {
    exchange.respond({.status = 307, .headers = {{"Location", location}}});
  });
}

// The Authorization that came, or "none".
Route who() {
  return get("/who", [](Exchange& exchange) {
    const auto sent = exchange.request().headers.find("Authorization");
    exchange.respond(text_response(200, std::string(sent.value_or("none"))));
  });
}

std::string error_of(const Result<FetchResponse>& response) { return response ? "no error" : response.error().message; }

TEST(Fetcher, HoldsAWholeAnswer) {
  const auto server = start_server({hello()});
  const Fetcher fetcher({});
  const auto answer = fetcher.fetch({.url = url_of(*server, "/")}, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->status, 200);
  EXPECT_EQ(answer->body, "Hearth is running");
  EXPECT_EQ(answer->url, url_of(*server, "/"));
}

TEST(Fetcher, SendsABody) {
  const auto server = start_server({echo(), upload()});
  const Fetcher fetcher({});
  const auto answer = fetcher.fetch({.method = Method::kPost, .url = url_of(*server, "/echo"), .body = "hello"}, {});
  ASSERT_TRUE(answer) << answer.error().message;
  EXPECT_EQ(answer->body, "hello");
  uint64_t given = 0;
  const BodySource source{.size_bytes = 300'000, .read = [&](std::span<char> into) -> Result<size_t> {
                            std::ranges::fill(into, '\1');
                            given += into.size();
                            return into.size();
                          }};
  const auto sent = fetcher.fetch({.method = Method::kPost, .url = url_of(*server, "/upload"), .source = &source}, {});
  ASSERT_TRUE(sent) << sent.error().message;
  EXPECT_EQ(sent->body, "300000 300000");
  EXPECT_EQ(given, 300'000u);
}

TEST(Fetcher, EndsWithTheErrorOfASourceOrAReceiver) {
  const auto server = start_server({hello(), upload()});
  const Fetcher fetcher({});
  const BodySource source{.size_bytes = 10, .read = [](std::span<char>) -> Result<size_t> {
                            return fail(ErrorCode::kIo, "the disk is gone");
                          }};
  EXPECT_EQ(
      error_of(fetcher.fetch({.method = Method::kPost, .url = url_of(*server, "/upload"), .source = &source}, {})),
      "the disk is gone");
  const auto full = [](const FetchResponse&, std::string_view) -> Status { return fail(ErrorCode::kIo, "disk full"); };
  EXPECT_EQ(error_of(fetcher.stream({.url = url_of(*server, "/")}, full, {})), "disk full");
}

TEST(Fetcher, LimitsWhatItHoldsAfterDecompression) {
  const auto server = start_server(
      {get("/bomb", [](Exchange& exchange) { exchange.respond(text_response(200, std::string(2'000'000, 'a'))); })});
  const Fetcher fetcher({});
  const auto answer = fetcher.fetch({.url = url_of(*server, "/bomb"), .max_body_bytes = 100'000}, {});
  EXPECT_EQ(error_of(answer), url_of(*server, "/bomb") + ": the answer is longer than 100000 bytes");
  EXPECT_EQ(fetcher.fetch({.url = url_of(*server, "/bomb"), .max_body_bytes = 2'000'000}, {})->body.size(), 2'000'000u);
}

TEST(Fetcher, GivesTheBodyOfASuccessInParts) {
  const auto server =
      start_server({get("/long",
                        [](Exchange& exchange) {
                          exchange.start({});
                          for (int i = 0; i < 10; ++i) (void)exchange.write(std::string(100'000, 'x'));
                        }),
                    get("/refused", [](Exchange& exchange) { exchange.respond(text_response(403, "not you")); })});
  const Fetcher fetcher({});
  size_t n_bytes = 0;
  const auto count = [&](const FetchResponse& head, std::string_view part) -> Status {
    EXPECT_EQ(head.status, 200);
    n_bytes += part.size();
    return {};
  };
  ASSERT_TRUE(fetcher.stream({.url = url_of(*server, "/long")}, count, {}));
  EXPECT_EQ(n_bytes, 1'000'000u);
  const auto refused = fetcher.stream({.url = url_of(*server, "/refused")}, count, {});
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 403);
  EXPECT_EQ(refused->body, "not you");
  EXPECT_EQ(n_bytes, 1'000'000u);
}

TEST(Fetcher, KeepsAuthorizationFromOtherHosts) {
  const auto other = start_server({who()});
  const auto server = start_server({who(), redirect("/here", "/who"), redirect("/away", url_of(*other, "/who"))});
  const Fetcher fetcher({});
  const auto asked = [&](std::string_view path) {
    return fetcher.fetch({.url = url_of(*server, path), .authorization = "Bearer secret"}, {})->body;
  };
  EXPECT_EQ(asked("/who"), "Bearer secret");
  EXPECT_EQ(asked("/here"), "Bearer secret");
  EXPECT_EQ(asked("/away"), "none");
}

TEST(Fetcher, ReturnsARedirectWhenItIsAskedTo) {
  const auto server = start_server({redirect("/away", "https://cdn.test/x")});
  const auto answer = Fetcher({}).fetch({.url = url_of(*server, "/away"), .redirects = Redirects::kReturned}, {});
  ASSERT_TRUE(answer);
  EXPECT_EQ(answer->status, 307);
  EXPECT_EQ(answer->headers.find("location"), "https://cdn.test/x");
}

TEST(Fetcher, FollowsRedirectsToHttpOnlyAndNotForEver) {
  const auto server = start_server({redirect("/file", "file:///etc/passwd"), redirect("/circle", "/circle"),
                                    redirect("/user", "http://a:b@127.0.0.1/")});
  const Fetcher fetcher({});
  EXPECT_THAT(error_of(fetcher.fetch({.url = url_of(*server, "/file")}, {})),
              testing::HasSubstr("redirects to a place that is refused: address \"file:///etc/passwd\""));
  EXPECT_THAT(error_of(fetcher.fetch({.url = url_of(*server, "/circle")}, {})),
              testing::HasSubstr("redirects more than 10 times"));
  EXPECT_THAT(error_of(fetcher.fetch({.url = url_of(*server, "/user")}, {})), testing::HasSubstr("is refused"));
}

TEST(Fetcher, RefusesThisNetworkToPublicHosts) {
  std::atomic<int> n_asked = 0;
  const auto server = start_server({get("/", [&](Exchange& exchange) {
    ++n_asked;
    exchange.respond(text_response(200, "secret"));
  })});
  const Fetcher fetcher({});
  const FetchRequest request{.url = url_of(*server, "/"), .reach = Reach::kPublicOnly};
  EXPECT_THAT(error_of(fetcher.fetch(request, {})),
              testing::HasSubstr("a public host redirects to an address of this network"));
  // Nor by a name, nor by a connection that is open already.
  FetchRequest by_name = request;
  by_name.url = "http://localhost:" + std::to_string(server->addresses().front().port) + "/";
  EXPECT_FALSE(fetcher.fetch(by_name, {}));
  EXPECT_EQ(n_asked, 0);
  by_name.reach = Reach::kAnywhere;
  EXPECT_EQ(fetcher.fetch(by_name, {})->reach_from_here, Reach::kAnywhere);
  by_name.reach = Reach::kPublicOnly;
  EXPECT_FALSE(fetcher.fetch(by_name, {}));
  EXPECT_EQ(n_asked, 1);
}

TEST(Fetcher, StaysOfflineWhenItIsToldTo) {
  const auto server = start_server({hello()});
  const auto answer = Fetcher({.offline = true}).fetch({.url = url_of(*server, "/")}, {});
  EXPECT_EQ(error_of(answer), url_of(*server, "/") + ": not fetched, because Hearth is set to be offline");
}

TEST(Fetcher, ChecksCertificates) {
  const TestFolder folder;
  const std::string certificate = folder.path("cert.pem"), key = folder.path("key.pem");
  write_certificate("127.0.0.1", certificate, key);
  const auto server = start_server({hello()}, {.tls = TlsFiles{certificate, key}});
  const std::string url = "https://127.0.0.1:" + std::to_string(server->addresses().front().port) + "/";
  const auto unknown = Fetcher({}).fetch({.url = url}, {});
  ASSERT_FALSE(unknown);
  EXPECT_EQ(unknown.error().code, ErrorCode::kUnsupported) << unknown.error().message;
  EXPECT_EQ(Fetcher({.ca_file = certificate}).fetch({.url = url}, {})->body, "Hearth is running");
  EXPECT_EQ(Fetcher({}).fetch({.url = url, .certificates = Certificates::kUnchecked}, {})->body, "Hearth is running");
}

TEST(Fetcher, SaysThatPlainHttpIsNoTls) {
  const auto server = start_server({hello()});
  const std::string url = "https://127.0.0.1:" + std::to_string(server->addresses().front().port) + "/";
  EXPECT_THAT(error_of(Fetcher({}).fetch({.url = url}, {})),
              testing::HasSubstr("if it speaks plain HTTP, --insecure allows that"));
}

TEST(Fetcher, TellsWhatAnotherAttemptMayChange) {
  auto server = start_server({hello()});
  const std::string url = url_of(*server, "/");
  server.reset();
  const auto answer = Fetcher({}).fetch({.url = url}, {});
  ASSERT_FALSE(answer);
  EXPECT_EQ(answer.error().code, ErrorCode::kIo) << answer.error().message;
}

TEST(Fetcher, EndsAtOnceWhenItIsStopped) {
  const auto server = start_server({get("/slow", [](Exchange& exchange) {
    std::atomic<bool> left = false;
    const std::stop_callback on_stop(exchange.stop_token(), [&] {
      left = true;
      left.notify_one();
    });
    left.wait(false);
  })});
  std::stop_source source;
  const std::jthread stopper([&] { source.request_stop(); });
  const auto answer = Fetcher({}).fetch({.url = url_of(*server, "/slow")}, source.get_token());
  EXPECT_EQ(error_of(answer), "cancelled");
}

TEST(Fetcher, RefusesHeadersThatHoldMoreThanTheirValue) {
  EXPECT_FALSE(Fetcher({}).fetch({.url = "http://127.0.0.1:9/", .authorization = "a\r\nHost: b"}, {}));
  EXPECT_FALSE(Fetcher({}).fetch({.url = "http://127.0.0.1:9/", .headers = {{"A", "b\nc"}}}, {}));
}

}  // namespace
}  // namespace hearth::http
