#include "registry/push.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <mutex>

#include "registry/test_registry.h"
#include "registry/upload.h"

namespace hearth::registry {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// A registry to push to, which keeps what it gets.
class PushTest : public store::StoreTest {
 protected:
  PushTest() {
    std::vector<http::Route> routes;
    const auto add = [&](http::Method method, std::string pattern, http::Handler handler) {
      routes.push_back({.method = method,
                        .pattern = std::move(pattern),
                        .handler = std::move(handler),
                        .max_body_bytes = uint64_t{1} << 30});
    };
    add(http::Method::kGet, "/v2/:ns/:model/blobs/:digest", [this](http::Exchange& e) {
      e.respond({.status = blobs_.contains(std::string(e.request().param("digest"))) ? 200 : 404});
    });
    add(http::Method::kPost, "/v2/:ns/:model/blobs/uploads/", [this](http::Exchange& e) { begin(e); });
    add(http::Method::kGet, "/up", [this](http::Exchange& e) { tell_range(e, 204); });
    add(http::Method::kPatch, "/up", [this](http::Exchange& e) { take_chunk(e); });
    add(http::Method::kPut, "/up", [this](http::Exchange& e) { finish(e); });
    add(http::Method::kPut, "/v2/:ns/:model/manifests/:tag", [this](http::Exchange& e) {
      manifest_ = e.request().body;
      e.respond({.status = 201});
    });
    server_ = http::start_server(std::move(routes));
  }

  void begin(http::Exchange& exchange) {
    upload_.clear();
    if (mounts_ && exchange.request().query.contains("mount=")) return exchange.respond({.status = 201});
    exchange.respond({.status = 202, .headers = {{"Location", location_}}});
  }
  void tell_range(http::Exchange& exchange, int status) const {
    exchange.respond(
        {.status = status, .headers = {{"Location", location_}, {"Range", concat("0-", upload_.size() - 1)}}});
  }
  void take_chunk(http::Exchange& exchange) {
    ++n_chunks_;
    // Half of a chunk arrives, and then something breaks.
    if (n_chunks_ == breaks_at_) {
      upload_ += exchange.request().body.substr(0, exchange.request().body.size() / 2);
      return exchange.respond(http::text_response(503, "busy"));
    }
    upload_ += exchange.request().body;
    tell_range(exchange, 202);
  }
  void finish(http::Exchange& exchange) {
    upload_ += exchange.request().body;
    const std::string digest = Sha256::of(upload_).text();
    const bool right = exchange.request().query.contains("digest=sha256%3A" + digest.substr(7));
    if (right) blobs_[digest] = upload_;
    exchange.respond({.status = right ? 201 : 400});
  }

  Status push(std::string_view name) {
    lines_.clear();
    OciRegistry oci(fetcher_,
                    *Reference::parse(name, {.registry = server_->addresses().front().url()}, Security::kChecked), {});
    return Pusher{.store = store_}.push(oci,
                                        [this](const ollama::Progress& progress) {
                                          if (lines_.empty() || lines_.back() != progress.status)
                                            lines_.push_back(progress.status);
                                        },
                                        {});
  }
  static std::string pushing(std::string_view content) { return concat("pushing ", Sha256::of(content).short_hex()); }

  std::map<std::string, std::string> blobs_;
  std::string upload_, manifest_, location_ = "/up?state=1";
  int n_chunks_ = 0, breaks_at_ = 0;
  bool mounts_ = false;
  std::unique_ptr<http::Server> server_;
  const http::Fetcher fetcher_{http::FetcherOptions{}};
  std::vector<std::string> lines_;
};

TEST_F(PushTest, SendsWhatTheRegistryLacks) {
  put("me/tiny", "config", "weights");
  blobs_[Sha256::of("config").text()] = "config";
  const Status pushed = push("me/tiny");
  ASSERT_TRUE(pushed) << pushed.error().message;
  EXPECT_THAT(lines_,
              ElementsAre("retrieving manifest", pushing("weights"), pushing("config"), "pushing manifest", "success"));
  EXPECT_EQ(blobs_[Sha256::of("weights").text()], "weights");
  EXPECT_EQ(manifest_, store::content_of(manifest_path("registry.ollama.ai/me/tiny/latest")));
}

TEST_F(PushTest, SendsALargeBlobInChunksAndGoesOnWhereOneBroke) {
  const std::string weights = sample_bytes(Upload::kChunkBytes * 2 + 1000);
  put("me/large", "config", weights);
  breaks_at_ = 2;
  const Status pushed = push("me/large");
  ASSERT_TRUE(pushed) << pushed.error().message;
  EXPECT_TRUE(blobs_[Sha256::of(weights).text()] == weights);
  EXPECT_GE(n_chunks_, 3);
}

TEST_F(PushTest, MountsWhatCameFromAnotherModel) {
  put("me/base", "config", "weights");
  auto manifest = store_.find(store::name_of("me/base"))->manifest;
  manifest.layers.front().from = "me/base:latest";
  ASSERT_TRUE(store_.put(store::name_of("me/child"), manifest));
  mounts_ = true;
  blobs_[Sha256::of("config").text()] = "config";
  EXPECT_TRUE(push("me/child"));
  EXPECT_EQ(blobs_.size(), 1u);
  EXPECT_FALSE(manifest_.empty());
}

TEST_F(PushTest, SaysThatThereIsNoSuchModel) {
  const Status pushed = push("me/none");
  ASSERT_FALSE(pushed);
  EXPECT_EQ(pushed.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(lines_, ElementsAre("retrieving manifest", "couldn't retrieve manifest"));
}

TEST_F(PushTest, SendsNothingToWhatIsNoHttp) {
  put("me/tiny", "config", "weights");
  location_ = "file:///tmp/x";
  const Status pushed = push("me/tiny");
  ASSERT_FALSE(pushed);
  EXPECT_THAT(pushed.error().message, HasSubstr("file:///tmp/x"));
  EXPECT_TRUE(manifest_.empty());
}

}  // namespace
}  // namespace hearth::registry
