#include "registry/download.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "registry/oci.h"
#include "registry/test_registry.h"

namespace hearth::registry {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

class DownloadTest : public store::StoreTest {
 protected:
  // Large enough for several parts.
  static constexpr size_t kLarge = (size_t{40} << 20) + 12345;

  void serve(size_t n_bytes) {
    content_ = sample_bytes(n_bytes);
    digest_ = registry_.add(content_);
  }
  Result<store::AddedBlob> download(const std::stop_token& stop = {}, std::optional<uint64_t> size_bytes = {}) {
    const OciRegistry oci(fetcher_, *Reference::parse("m/m", registry_.hosts(), Security::kChecked), {});
    const auto fetch = [&](const std::string& range, const http::Fetcher::OnPart& on_part, const std::stop_token& s) {
      return oci.blob_range(*digest_, range, on_part, s);
    };
    Download download(store_.blobs(), {.digest = *digest_,
                                       .size_bytes = size_bytes.value_or(content_.size()),
                                       .url = oci.reference().blob_url(*digest_),
                                       .fetch = fetch});
    return download.run(stop);
  }
  std::string error_of(const Result<store::AddedBlob>& added) const {
    return added ? "no error" : added.error().message;
  }
  bool is_stored() const { return store_.blobs().verify(*digest_).has_value(); }

  TestRegistry registry_;
  const http::Fetcher fetcher_{http::FetcherOptions{}};
  std::string content_;
  std::optional<Digest> digest_;
};

TEST_F(DownloadTest, FetchesASmallBlobAtOnce) {
  serve(1000);
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_TRUE(is_stored());
  EXPECT_EQ(registry_.n_blob_requests(), 1);
  EXPECT_EQ(n_blobs(), 1u);
}

TEST_F(DownloadTest, FetchesNothingForAnEmptyBlob) {
  serve(0);
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_EQ(registry_.n_blob_requests(), 0);
}

TEST_F(DownloadTest, FetchesALargeBlobInParts) {
  serve(kLarge);
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_TRUE(is_stored());
  EXPECT_GE(registry_.n_blob_requests(), 5);
  EXPECT_EQ(n_blobs(), 1u);
}

TEST_F(DownloadTest, GoesOnWhereConnectionsBreak) {
  serve(kLarge);
  registry_.cuts = [](int n) { return n % 3 != 0; };
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_TRUE(is_stored());
}

TEST_F(DownloadTest, DoesWithoutRanges) {
  serve(kLarge);
  registry_.mode = TestRegistry::Mode::kWholeOnly;
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_TRUE(is_stored());
  EXPECT_EQ(registry_.n_blob_requests(), 1);
}

TEST_F(DownloadTest, SkipsWhatItHasWhenThereAreNoRanges) {
  serve(kLarge);
  registry_.mode = TestRegistry::Mode::kWholeOnly;
  registry_.cuts = [](int n) { return n == 1; };
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_TRUE(is_stored());
  EXPECT_EQ(registry_.n_blob_requests(), 2);
}

TEST_F(DownloadTest, TriesAgainWhenTheServerIsBusy) {
  serve(1000);
  registry_.fails = [](int n) { return n == 1 ? 503 : 0; };
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_EQ(registry_.n_blob_requests(), 2);
}

TEST_F(DownloadTest, GivesUpAtOnceWhenAnotherAttemptWouldNotHelp) {
  serve(1000);
  registry_.fails = [](int) { return 404; };
  const auto added = download();
  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(registry_.n_blob_requests(), 1);
  registry_.fails = [](int) { return 403; };
  EXPECT_EQ(error_of(download()), "the server answers with status 403");
  EXPECT_EQ(registry_.n_blob_requests(), 2);
}

TEST_F(DownloadTest, FetchesAWrongBlobOnceMoreAndThenSaysSo) {
  serve(1000);
  registry_.corrupt(*digest_);
  EXPECT_THAT(error_of(download()), StartsWith("digest mismatch, file must be downloaded again: want "));
  EXPECT_EQ(registry_.n_blob_requests(), 2);
  EXPECT_EQ(n_blobs(), 0u);
}

TEST_F(DownloadTest, RefusesAServerThatLiesAboutSizes) {
  serve(1000);
  EXPECT_THAT(error_of(download({}, 2000)),
              StartsWith("the server sends bytes 0-999/1000, asked for bytes 0-1999/2000"));
  EXPECT_THAT(error_of(download({}, 500)), StartsWith("the server sends bytes 0-499/1000, asked for bytes 0-499/500"));
  registry_.mode = TestRegistry::Mode::kLongerThanSaid;
  EXPECT_EQ(error_of(download()), "the server sends more than the 1000 bytes that were expected");
}

TEST_F(DownloadTest, KeepsWhatHasArrivedWhenItIsStopped) {
  serve(kLarge);
  std::stop_source source;
  registry_.cuts = [&](int n) {
    if (n == 2) source.request_stop();
    return n >= 2;
  };
  EXPECT_EQ(error_of(download(source.get_token())), "cancelled");
  EXPECT_GT(store::DownloadFile::bytes_set_aside(store_.blobs(), *digest_), 0u);
  registry_.cuts = [](int) { return false; };
  EXPECT_EQ(error_of(download()), "no error");
  EXPECT_TRUE(is_stored());
}

TEST_F(DownloadTest, WaitsForAnotherProcessThatIsAtIt) {
  serve(1000);
  auto other = store::DownloadFile::open(store_.blobs(), *digest_, content_.size());
  ASSERT_TRUE(other && *other);
  std::stop_source source;
  source.request_stop();
  EXPECT_EQ(error_of(download(source.get_token())), "cancelled");
  EXPECT_EQ(registry_.n_blob_requests(), 0);
  other->reset();
  EXPECT_EQ(error_of(download()), "no error");
}

}  // namespace
}  // namespace hearth::registry
