// Manifest: the JSON file that makes blobs a model: a config blob and the layers (weights, template, parameters, ...).
//
// A manifest is kept byte for byte as it came, because the SHA-256 of these bytes is the model's ID. Parsing checks
// its whole shape, so that whoever holds a Manifest need not.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"

namespace hearth::store {

enum class LayerKind {
#define LAYER_KIND(enumerator, name) enumerator,
#include "store/layer_kinds.def"
#undef LAYER_KIND
};

// "application/vnd.ollama.image.model" for kModel.
std::string media_type(LayerKind kind);
// Nothing for a media type that is no layer's of ours.
std::optional<LayerKind> layer_kind(std::string_view media_type);

// One blob of a model. `media_type` is text, because a manifest may hold layers that Hearth does not know.
struct Layer {
  std::string media_type;
  Digest digest;
  uint64_t size_bytes = 0;
  std::string from;  // the model that this layer was taken from; empty when it is not said
  std::string name;  // of the tensor, in models that keep each tensor in a blob; else empty

  bool operator==(const Layer&) const = default;
};

struct Manifest {
  static constexpr std::string_view kMediaType = "application/vnd.docker.distribution.manifest.v2+json";
  static constexpr std::string_view kConfigMediaType = "application/vnd.docker.container.image.v1+json";
  static constexpr size_t kMaxBytes = size_t{1} << 20;

  std::string media_type{kMediaType};
  Layer config;
  std::vector<Layer> layers;

  // kCorrupt says where the text is not what a manifest is.
  static Result<Manifest> parse(std::string_view text);
  // As Ollama writes it, with the newline at its end.
  std::string print() const;

  // The first layer of that kind; null when there is none.
  const Layer* find(LayerKind kind) const;
  // All of that kind, in order.
  std::vector<const Layer*> all(LayerKind kind) const;
  // What the model weighs: all layers and the config.
  uint64_t total_bytes() const;
  // The config and the layers, in order.
  std::vector<Digest> digests() const;

  bool operator==(const Manifest&) const = default;
};

}  // namespace hearth::store
