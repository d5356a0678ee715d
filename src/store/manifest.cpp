#include "store/manifest.h"

#include <array>

#include "base/json.h"
#include "base/text.h"
#include "gguf/printable.h"
#include "store/go_json.h"

namespace hearth::store {
namespace {

constexpr std::string_view kMediaTypePrefix = "application/vnd.ollama.image.";
constexpr int64_t kSchemaVersion = 2;
// More than any disk has, and so little that the sizes of all layers of a manifest cannot overflow their sum.
constexpr int64_t kMaxLayerBytes = int64_t{1} << 50;

constexpr std::string_view kLayerNames[] = {
#define LAYER_KIND(enumerator, name) name,
#include "store/layer_kinds.def"
#undef LAYER_KIND
};

std::unexpected<Error> corrupt(std::string message) { return fail(ErrorCode::kCorrupt, std::move(message)); }

// The text of a member; empty when it is absent or null.
Result<std::string> optional_text(const Json& object, std::string_view key) {
  const Json* value = object.find(key);
  if (value == nullptr || value->is_null()) return std::string();
  if (value->if_string() == nullptr) return corrupt(concat(key, " is not text"));
  return *value->if_string();
}

Result<uint64_t> parse_size(const Json& object) {
  const Json* value = object.find("size");
  const int64_t* size = value == nullptr ? nullptr : value->if_int64();
  if (size == nullptr) return corrupt("size is not a whole number");
  if (*size < 0 || *size > kMaxLayerBytes) {
    return corrupt(concat("size is ", *size, ", expected 0 to ", kMaxLayerBytes));
  }
  return static_cast<uint64_t>(*size);
}

Result<Layer> parse_layer(const Json& value) {
  if (value.if_object() == nullptr) return corrupt("not an object");
  auto digest = Digest::parse(TRY(optional_text(value, "digest")));
  if (!digest) return corrupt(std::move(digest.error().message));
  Layer layer{.media_type = {}, .digest = *digest, .size_bytes = 0, .from = {}, .name = {}};
  layer.media_type = TRY(optional_text(value, "mediaType"));
  layer.size_bytes = TRY(parse_size(value));
  layer.from = TRY(optional_text(value, "from"));
  layer.name = TRY(optional_text(value, "name"));
  return layer;
}

Result<std::vector<Layer>> parse_layers(const Json& manifest) {
  std::vector<Layer> layers;
  const Json* value = manifest.find("layers");
  if (value == nullptr || value->is_null()) return layers;
  if (value->if_array() == nullptr) return corrupt("layers is not an array");
  for (const Json& item : *value->if_array()) {
    auto layer = parse_layer(item);
    if (!layer) return within(concat("layer ", layers.size()), std::move(layer.error()));
    layers.push_back(*std::move(layer));
  }
  return layers;
}

Status check_schema(const Json& manifest) {
  if (manifest.if_object() == nullptr) return corrupt("not an object");
  const Json* version = manifest.find("schemaVersion");
  if (version == nullptr || version->if_int64() == nullptr) return corrupt("schemaVersion is not a whole number");
  if (*version->if_int64() != kSchemaVersion) {
    return corrupt(concat("schemaVersion is ", *version->if_int64(), ", expected ", kSchemaVersion));
  }
  return {};
}

Result<Manifest> parse_manifest(const Json& value) {
  TRY(check_schema(value));
  const Json* config = value.find("config");
  if (config == nullptr) return corrupt("it has no config");
  auto config_layer = parse_layer(*config);
  if (!config_layer) return within("config", std::move(config_layer.error()));
  Manifest manifest{.config = *std::move(config_layer), .layers = {}};
  manifest.media_type = TRY(optional_text(value, "mediaType"));
  manifest.layers = TRY(parse_layers(value));
  return manifest;
}

Json layer_json(const Layer& layer) {
  Json out =
      Json::object({{"mediaType", layer.media_type}, {"digest", layer.digest.text()}, {"size", layer.size_bytes}});
  if (!layer.from.empty()) out.set("from", layer.from);
  if (!layer.name.empty()) out.set("name", layer.name);
  return out;
}

}  // namespace

std::string media_type(LayerKind kind) { return concat(kMediaTypePrefix, kLayerNames[static_cast<size_t>(kind)]); }

std::optional<LayerKind> layer_kind(std::string_view media_type) {
  if (!media_type.starts_with(kMediaTypePrefix)) return std::nullopt;
  media_type.remove_prefix(kMediaTypePrefix.size());
  for (size_t i = 0; i < std::size(kLayerNames); ++i) {
    if (kLayerNames[i] == media_type) return static_cast<LayerKind>(i);
  }
  return std::nullopt;
}

Result<Manifest> Manifest::parse(std::string_view text) {
  auto value = Json::parse(text, {.max_bytes = kMaxBytes, .max_depth = 16});
  if (!value) return corrupt(concat("manifest: ", value.error().message));
  auto manifest = parse_manifest(*value);
  if (!manifest) return within("manifest", std::move(manifest.error()));
  return manifest;
}

std::string Manifest::print() const {
  Json printed_layers = Json::array();
  for (const Layer& layer : layers) printed_layers.push_back(layer_json(layer));
  return go_json(Json::object({{"schemaVersion", kSchemaVersion},
                               {"mediaType", media_type},
                               {"config", layer_json(config)},
                               {"layers", std::move(printed_layers)}}));
}

const Layer* Manifest::find(LayerKind kind) const {
  const std::vector<const Layer*> found = all(kind);
  return found.empty() ? nullptr : found.front();
}

std::vector<const Layer*> Manifest::all(LayerKind kind) const {
  std::vector<const Layer*> found;
  for (const Layer& layer : layers) {
    if (layer_kind(layer.media_type) == kind) found.push_back(&layer);
  }
  return found;
}

uint64_t Manifest::total_bytes() const {
  uint64_t total = config.size_bytes;
  for (const Layer& layer : layers) total += layer.size_bytes;
  return total;
}

std::vector<Digest> Manifest::digests() const {
  std::vector<Digest> out{config.digest};
  for (const Layer& layer : layers) out.push_back(layer.digest);
  return out;
}

}  // namespace hearth::store
