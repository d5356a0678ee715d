#include "http/admission.h"

#include <gtest/gtest.h>

namespace hearth::http {
namespace {

struct Door {
  Router router;
  OriginPolicy origins;
  HostPolicy hosts{"machine", {}};
  std::function<std::optional<Response>(const Request&, const Route&)> gate;
  Arrival arrival{.peer = "127.0.0.1:5", .peer_kind = PeerKind::kLoopback, .host_rule = Arrival::HostRule::kOwnNames};

  Door() {
    router.add({.method = Method::kGet, .pattern = "/api/tags"});
    router.add({.method = Method::kPost, .pattern = "/api/blobs/:digest", .max_body_bytes = 10});
  }
  Admission admit(std::string method, std::string target, Headers headers = {{"Host", "localhost"}},
                  std::optional<uint64_t> length = {}) const {
    const MessageHead head{.method = std::move(method),
                           .target = std::move(target),
                           .status = 0,
                           .reason = "",
                           .headers = std::move(headers),
                           .content_length = length};
    return http::admit(head, arrival, {router, origins, hosts, gate});
  }
  int status(std::string method, std::string target, Headers headers = {{"Host", "localhost"}}) const {
    const Admission admission = admit(std::move(method), std::move(target), std::move(headers));
    return admission.refusal ? admission.refusal->status : 0;
  }
};

TEST(Admission, LetsAKnownRequestInWithWhatIsKnownOfIt) {
  const Door door;
  const Admission admission = door.admit("POST", "/api/blobs/sha256:ab?x=1");
  ASSERT_FALSE(admission.refusal);
  EXPECT_EQ(admission.route->pattern, "/api/blobs/:digest");
  EXPECT_EQ(admission.request.param("digest"), "sha256:ab");
  EXPECT_EQ(admission.request.query, "x=1");
  EXPECT_EQ(admission.request.peer, "127.0.0.1:5");
  EXPECT_EQ(admission.request.method, Method::kPost);
  EXPECT_TRUE(admission.cors.fields().empty());
}

TEST(Admission, AnswersWhatNoRouteDoesAsOllamaDoes) {
  const Door door;
  const Admission unknown = door.admit("GET", "/nope");
  EXPECT_EQ(unknown.refusal->status, 404);
  EXPECT_EQ(unknown.refusal->body, "404 page not found");
  EXPECT_EQ(unknown.refusal->headers.find("Content-Type"), "text/plain; charset=utf-8");
  const Admission wrong = door.admit("DELETE", "/api/tags");
  EXPECT_EQ(wrong.refusal->body, "405 method not allowed");
  EXPECT_EQ(wrong.refusal->headers.find("Allow"), "GET");
  EXPECT_EQ(door.status("BREW", "/api/tags"), 405);
  const Admission slash = door.admit("GET", "/api/tags/");
  EXPECT_EQ(slash.refusal->status, 301);
  EXPECT_EQ(slash.refusal->headers.find("Location"), "/api/tags");
  EXPECT_EQ(door.status("GET", "/%00"), 400);
}

TEST(Admission, RefusesPagesOfOtherSitesAndNamesThatAreNotOurs) {
  Door door;
  for (const char* method : {"GET", "POST", "OPTIONS"}) {
    EXPECT_EQ(door.status(method, "/api/tags", {{"Host", "localhost"}, {"Origin", "https://evil.example"}}), 403);
    EXPECT_EQ(door.status(method, "/api/tags", {{"Host", "evil.example"}}), 403);
    EXPECT_EQ(door.status(method, "/api/tags", {{"Host", "evil.example"}, {"Origin", "http://evil.example"}}), 403);
    EXPECT_EQ(door.status(method, "http://evil.example/api/tags", {{"Host", "localhost"}}), 403);
  }
  EXPECT_EQ(door.admit("GET", "/", {{"Host", "evil.example"}}).refusal->body, "");
  EXPECT_EQ(door.status("GET", "/api/tags", {}), 0);
  door.arrival.host_rule = Arrival::HostRule::kAny;
  EXPECT_EQ(door.status("GET", "/api/tags", {{"Host", "models.example"}}), 0);
}

TEST(Admission, APreflightIsAnsweredWithWhatThePageMaySend) {
  const Door door;
  const Admission page =
      door.admit("OPTIONS", "/api/tags", {{"Host", "localhost"}, {"Origin", "http://localhost:3000"}});
  EXPECT_EQ(page.refusal->status, 204);
  EXPECT_EQ(page.cors.find("Access-Control-Allow-Origin"), "http://localhost:3000");
  EXPECT_EQ(page.cors.find("Access-Control-Max-Age"), "43200");
  const Admission plain = door.admit("OPTIONS", "/anything");
  EXPECT_EQ(plain.refusal->status, 204);
  EXPECT_TRUE(plain.cors.fields().empty());
}

TEST(Admission, AnAllowedPageMayReadEveryAnswer) {
  const Door door;
  const Headers page{{"Host", "localhost"}, {"Origin", "app://x"}};
  EXPECT_EQ(door.admit("GET", "/api/tags", page).cors.find("Access-Control-Allow-Origin"), "app://x");
  const Admission unknown = door.admit("GET", "/nope", page);
  EXPECT_EQ(unknown.refusal->status, 404);
  EXPECT_EQ(unknown.cors.find("Access-Control-Allow-Origin"), "app://x");
  EXPECT_EQ(unknown.cors.find("Access-Control-Max-Age"), std::nullopt);
}

TEST(Admission, TheGateIsAskedOnceTheRouteIsKnown) {
  Door door;
  door.gate = [](const Request& request, const Route& route) -> std::optional<Response> {
    EXPECT_EQ(route.pattern, "/api/tags");
    if (request.headers.find("Authorization") == "Bearer x") return std::nullopt;
    return error_response(401, "unauthorized");
  };
  EXPECT_EQ(door.status("GET", "/api/tags"), 401);
  EXPECT_EQ(door.status("GET", "/api/tags", {{"Host", "localhost"}, {"Authorization", "Bearer x"}}), 0);
  EXPECT_EQ(door.status("GET", "/nope"), 404);
}

TEST(Admission, ABodyKnownToBeTooLongIsRefusedBeforeItIsRead) {
  const Door door;
  EXPECT_FALSE(door.admit("POST", "/api/blobs/x", {{"Host", "localhost"}}, 10).refusal);
  const Admission admission = door.admit("POST", "/api/blobs/x", {{"Host", "localhost"}}, 11);
  EXPECT_EQ(admission.refusal->status, 413);
  EXPECT_EQ(admission.refusal->body, R"({"error":"the body has 11 bytes, at most 10 are taken"})");
}

}  // namespace
}  // namespace hearth::http
