#include "registry/reference.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::registry {
namespace {

Reference parse(std::string_view text, Security security = Security::kChecked, const Hosts& hosts = {}) {
  const auto reference = Reference::parse(text, hosts, security);
  EXPECT_TRUE(reference) << reference.error().message;
  return *reference;
}

TEST(Reference, LeadsToTheDefaultRegistry) {
  EXPECT_EQ(parse("tiny").manifest_url(), "https://registry.ollama.ai/v2/library/tiny/manifests/latest");
  EXPECT_EQ(parse("me/tiny:q4").manifest_url(), "https://registry.ollama.ai/v2/me/tiny/manifests/q4");
  const Digest digest = Sha256::of("x");
  EXPECT_EQ(parse("tiny").blob_url(digest), concat("https://registry.ollama.ai/v2/library/tiny/blobs/", digest.text()));
}

TEST(Reference, FollowsTheSettings) {
  const Hosts hosts{.registry = "http://127.0.0.1:5000", .hub = "https://hub.test/base/"};
  EXPECT_EQ(parse("tiny", Security::kChecked, hosts).manifest_url(),
            "http://127.0.0.1:5000/v2/library/tiny/manifests/latest");
  EXPECT_EQ(parse("hf.co/me/repo:Q4_K_M", Security::kChecked, hosts).manifest_url(),
            "https://hub.test/base/v2/me/repo/manifests/Q4_K_M");
  EXPECT_EQ(parse("huggingface.co/me/repo", Security::kChecked, hosts).base.host, "hub.test");
}

TEST(Reference, IsSecureUnlessTheUserSaysOtherwise) {
  EXPECT_EQ(parse("localhost:5000/me/tiny").base.origin(), "https://localhost:5000");
  EXPECT_EQ(parse("http://localhost:5000/me/tiny").base.origin(), "https://localhost:5000");
  EXPECT_EQ(parse("localhost:5000/me/tiny", Security::kInsecure).base.origin(), "http://localhost:5000");
  EXPECT_EQ(parse("http://localhost:5000/me/tiny", Security::kInsecure).base.origin(), "http://localhost:5000");
  const Reference unvouched = parse("https://localhost:5000/me/tiny", Security::kInsecure);
  EXPECT_EQ(unvouched.base.origin(), "https://localhost:5000");
  EXPECT_EQ(unvouched.certificates, http::Certificates::kUnchecked);
  EXPECT_EQ(parse("tiny").certificates, http::Certificates::kChecked);
}

TEST(Reference, MayPinTheManifest) {
  const std::string digest = Sha256::of("x").text();
  const Reference pinned = parse("me/tiny:q4@" + digest);
  EXPECT_EQ(pinned.name.display(), "me/tiny:q4");
  EXPECT_EQ(pinned.manifest_url(), "https://registry.ollama.ai/v2/me/tiny/manifests/" + digest);
}

TEST(Reference, IsStrict) {
  for (const char* text : {"", "../x", "/etc/passwd", "a/b/c/d", "tiny@sha256:ab", "tiny@md5:ab", "me/ti ny",
                           "me/tiny:", "host/../tiny", "a\nb", "user:pw@host/me/tiny"}) {
    EXPECT_FALSE(Reference::parse(text, {}, Security::kChecked)) << text;
  }
}

}  // namespace
}  // namespace hearth::registry
