#include "registry/shared_downloads.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "registry/oci.h"
#include "registry/test_registry.h"

namespace hearth::registry {
namespace {

class SharedDownloadsTest : public store::StoreTest {
 protected:
  SharedDownloadsTest() : digest_(registry_.add(content_)) {}

  Status fetch(const std::stop_token& stop = {}) {
    const DownloadRequest request{
        .digest = digest_,
        .size_bytes = content_.size(),
        .url = oci_.reference().blob_url(digest_),
        .fetch = [this](const std::string& range, const http::Fetcher::OnPart& on_part, const std::stop_token& s) {
          return oci_.blob_range(digest_, range, on_part, s);
        }};
    const auto pin = downloads_.fetch(request, [](uint64_t) {}, stop);
    if (!pin) return std::unexpected(pin.error());
    return {};
  }

  const std::string content_ = sample_bytes(100'000);
  TestRegistry registry_;
  const Digest digest_;
  const http::Fetcher fetcher_{http::FetcherOptions{}};
  const OciRegistry oci_{fetcher_, *Reference::parse("m/m", registry_.hosts(), Security::kChecked), {}};
  SharedDownloads downloads_{store_.blobs()};
};

TEST_F(SharedDownloadsTest, FetchOnceForAllThatWait) {
  std::atomic<bool> all_wait = false;
  registry_.cuts = [&](int) {
    all_wait.wait(false);
    return false;
  };
  std::atomic<int> n_done = 0;
  {
    std::vector<std::jthread> waiters;
    for (int i = 0; i < 5; ++i) {
      waiters.emplace_back([&] {
        if (fetch()) ++n_done;
      });
    }
    all_wait = true;
    all_wait.notify_all();
  }
  EXPECT_EQ(n_done, 5);
  EXPECT_TRUE(store_.blobs().verify(digest_));
}

TEST_F(SharedDownloadsTest, GoOnWhileAnybodyWaits) {
  std::atomic<bool> left = false, asked = false;
  registry_.cuts = [&](int) {
    asked = true;
    asked.notify_all();
    left.wait(false);
    return false;
  };
  std::stop_source source;
  Status stayed = fail(ErrorCode::kIo, "not yet"), gone;
  {
    const std::jthread stays([&] { stayed = fetch(); });
    asked.wait(false);
    std::jthread goes([&] { gone = fetch(source.get_token()); });
    source.request_stop();
    goes.join();
    left = true;
    left.notify_all();
  }
  EXPECT_FALSE(gone);
  EXPECT_TRUE(stayed) << stayed.error().message;
  EXPECT_EQ(registry_.n_blob_requests(), 1);
}

TEST_F(SharedDownloadsTest, EndWhenNobodyWaits) {
  std::stop_source source;
  registry_.cuts = [&](int) {
    source.request_stop();
    return true;
  };
  EXPECT_FALSE(fetch(source.get_token()));
  registry_.cuts = [](int) { return false; };
  EXPECT_TRUE(fetch());
}

}  // namespace
}  // namespace hearth::registry
