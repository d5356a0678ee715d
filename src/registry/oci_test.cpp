#include "registry/oci.h"

#include <gtest/gtest.h>

#include "registry/test_registry.h"

namespace hearth::registry {
namespace {

TEST(OciRegistry, GivesAManifestAsItCame) {
  TestRegistry server;
  server.add_model("weights");
  const http::Fetcher fetcher({});
  const OciRegistry registry(fetcher, *Reference::parse("tiny", server.hosts(), Security::kChecked), {});
  const auto manifest = registry.manifest({});
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->bytes, server.manifest);
  EXPECT_EQ(manifest->manifest.layers.size(), 1u);
}

TEST(OciRegistry, GivesBytesOfABlob) {
  TestRegistry server;
  const Digest digest = server.add("0123456789");
  const http::Fetcher fetcher({});
  const OciRegistry registry(fetcher, *Reference::parse("tiny", server.hosts(), Security::kChecked), {});
  std::string got;
  const auto response = registry.blob_range(digest, "bytes=3-5",
                                            [&](const http::FetchResponse&, std::string_view part) -> Status {
                                              got += part;
                                              return {};
                                            },
                                            {});
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 206);
  EXPECT_EQ(got, "345");
}

}  // namespace
}  // namespace hearth::registry
