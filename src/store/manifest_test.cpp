#include "store/manifest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/text.h"

namespace hearth::store {
namespace {

using ::testing::HasSubstr;

const std::string kDigest = Sha256::of("abc").text();

std::string config_json() {
  return concat(R"({"mediaType":"application/vnd.docker.container.image.v1+json","digest":")", kDigest,
                R"(","size":561})");
}

std::string model_json(std::string_view more = {}) {
  return concat(R"({"mediaType":"application/vnd.ollama.image.model","digest":")", kDigest, R"(","size":1321082688)",
                more, "}");
}

std::string manifest_json(std::string_view config, std::string_view layers) {
  return concat(R"({"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json","config":)",
                config, R"(,"layers":)", layers, "}");
}

std::string why_not(std::string_view text) {
  const auto manifest = Manifest::parse(text);
  if (manifest) return "is valid";
  EXPECT_EQ(manifest.error().code, ErrorCode::kCorrupt);
  return manifest.error().message;
}

TEST(Manifest, ReadsWhatOllamaWrites) {
  const auto manifest = Manifest::parse(manifest_json(
      config_json(), concat("[", model_json(R"(,"from":"/tmp/x")"), ",", model_json(R"(,"name":"t")"), "]")));
  ASSERT_TRUE(manifest) << manifest.error().message;
  EXPECT_EQ(manifest->media_type, Manifest::kMediaType);
  EXPECT_EQ(manifest->config.media_type, Manifest::kConfigMediaType);
  EXPECT_EQ(manifest->config.size_bytes, 561u);
  ASSERT_EQ(manifest->layers.size(), 2u);
  EXPECT_EQ(manifest->layers[0].digest.text(), kDigest);
  EXPECT_EQ(manifest->layers[0].from, "/tmp/x");
  EXPECT_EQ(manifest->layers[1].name, "t");
  EXPECT_EQ(manifest->total_bytes(), 561u + 2 * 1321082688u);
  EXPECT_EQ(manifest->digests().size(), 3u);
}

TEST(Manifest, PrintsWhatItReadToTheByte) {
  const std::string text = manifest_json(config_json(), concat("[", model_json(R"(,"from":"a\u003cb\u003e")"), "]"));
  EXPECT_EQ(Manifest::parse(text)->print(), text + "\n");
}

TEST(Manifest, FindsLayersByKind) {
  Manifest manifest = *Manifest::parse(manifest_json(config_json(), concat("[", model_json(), "]")));
  manifest.layers.push_back(manifest.layers[0]);
  manifest.layers[1].media_type = media_type(LayerKind::kLicense);
  manifest.layers.push_back(manifest.layers[1]);
  EXPECT_EQ(manifest.find(LayerKind::kModel), &manifest.layers[0]);
  EXPECT_EQ(manifest.find(LayerKind::kTemplate), nullptr);
  EXPECT_THAT(manifest.all(LayerKind::kLicense), testing::ElementsAre(&manifest.layers[1], &manifest.layers[2]));
}

TEST(Manifest, KnowsTheMediaTypesOfLayers) {
  EXPECT_EQ(media_type(LayerKind::kModel), "application/vnd.ollama.image.model");
  EXPECT_EQ(media_type(LayerKind::kAdapter), "application/vnd.ollama.image.adapter");
  EXPECT_EQ(media_type(LayerKind::kTensor), "application/vnd.ollama.image.tensor");
  EXPECT_EQ(layer_kind("application/vnd.ollama.image.params"), LayerKind::kParams);
  EXPECT_EQ(layer_kind("application/vnd.ollama.image.no-such"), std::nullopt);
  EXPECT_EQ(layer_kind("params"), std::nullopt);
}

TEST(Manifest, MayHaveNoLayers) {
  EXPECT_TRUE(Manifest::parse(manifest_json(config_json(), "null"))->layers.empty());
  EXPECT_TRUE(Manifest::parse(manifest_json(config_json(), "[]"))->layers.empty());
}

TEST(Manifest, SaysWhatIsWrongAndWhere) {
  EXPECT_THAT(why_not(""), HasSubstr("manifest: not valid json"));
  EXPECT_EQ(why_not("[]"), "manifest: not an object");
  EXPECT_EQ(why_not("{}"), "manifest: schemaVersion is not a whole number");
  EXPECT_EQ(why_not(R"({"schemaVersion":1})"), "manifest: schemaVersion is 1, expected 2");
  EXPECT_EQ(why_not(R"({"schemaVersion":2})"), "manifest: it has no config");
  EXPECT_EQ(why_not(manifest_json("7", "[]")), "manifest: config: not an object");
  EXPECT_EQ(why_not(manifest_json(config_json(), "7")), "manifest: layers is not an array");
  EXPECT_EQ(why_not(manifest_json(config_json(), concat("[", model_json(), ",{}]"))),
            "manifest: layer 1: digest \"\" is not \"sha256:\" and 64 lower-case hex digits");
  EXPECT_EQ(why_not(manifest_json(config_json(), concat(R"([{"digest":")", kDigest, R"("}])"))),
            "manifest: layer 0: size is not a whole number");
  for (const std::string_view size : {"-1", "1.5", "9223372036854775807", "18446744073709551615", "\"1\""}) {
    EXPECT_THAT(why_not(manifest_json(config_json(), concat(R"([{"digest":")", kDigest, R"(","size":)", size, "}]"))),
                HasSubstr("layer 0: size is"))
        << size;
  }
  EXPECT_EQ(why_not(manifest_json(config_json(), concat("[", model_json(R"(,"from":7)"), "]"))),
            "manifest: layer 0: from is not text");
}

TEST(Manifest, NeverTakesAPathForADigest) {
  EXPECT_THAT(why_not(manifest_json(config_json(), R"([{"digest":"sha256:../../../etc/passwd","size":1}])")),
              HasSubstr("64 lower-case hex digits"));
}

TEST(Manifest, HasAMegabyteAtMost) {
  const std::string spaces(Manifest::kMaxBytes, ' ');
  EXPECT_THAT(why_not(manifest_json(config_json(), "[]") + spaces), HasSubstr("expected at most 1048576"));
  EXPECT_THAT(why_not(std::string(1000, '[')), HasSubstr("not valid json"));
}

}  // namespace
}  // namespace hearth::store
