// For tests: a store of their own, and small models in it.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "gguf/test_files.h"
#include "store/store.h"

namespace hearth::store {

inline std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

inline void write_text(const std::string& path, std::string_view text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  ASSERT_TRUE(out.flush().good()) << path;
}

inline size_t n_entries(const std::string& folder) {
  return static_cast<size_t>(std::distance(std::filesystem::directory_iterator(folder), {}));
}

inline ModelName name_of(std::string_view text) { return ModelName::parse(text).value(); }

// A manifest whose layers are these blobs.
inline Manifest manifest_of(const AddedBlob& config, const std::vector<const AddedBlob*>& layers) {
  Manifest manifest{.config = {.media_type = std::string(Manifest::kConfigMediaType),
                               .digest = config.digest(),
                               .size_bytes = config.size_bytes(),
                               .from = {},
                               .name = {}},
                    .layers = {}};
  for (const AddedBlob* layer : layers) {
    manifest.layers.push_back({.media_type = media_type(LayerKind::kModel),
                               .digest = layer->digest(),
                               .size_bytes = layer->size_bytes(),
                               .from = {},
                               .name = {}});
  }
  return manifest;
}

class StoreTest : public testing::Test {
 protected:
  StoreTest() : root_(folder_.file("models")), store_(Store::open(root_).value()) {}

  // A model of a config and one layer with these contents.
  PutModel put(std::string_view name, std::string_view config, std::string_view weights) const {
    const AddedBlob config_blob = store_.blobs().add_bytes(config).value();
    const AddedBlob weights_blob = store_.blobs().add_bytes(weights).value();
    auto put = store_.put(name_of(name), manifest_of(config_blob, {&weights_blob}));
    EXPECT_TRUE(put.has_value()) << put.error().message;
    return *std::move(put);
  }
  std::string manifest_path(std::string_view below) const { return concat(root_, "/manifests/", below); }
  bool has(std::string_view content) const { return store_.blobs().has(Sha256::of(content)); }
  // Files in blobs/: blobs and whatever is left behind.
  size_t n_blobs() const { return n_entries(store_.blobs().folder()); }

  const gguf::TemporaryFolder folder_;
  const std::string root_;
  const Store store_;
};

}  // namespace hearth::store
