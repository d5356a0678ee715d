#include "registry/pull.h"

#include <algorithm>
#include <set>
#include <vector>

#include "base/text.h"
#include "gguf/file.h"
#include "registry/progress.h"
#include "store/download_file.h"
#include "store/files.h"

namespace hearth::registry {
namespace {

using store::Layer;

// Each blob once, in the order of the layers, the config at the end.
std::vector<const Layer*> blobs_of(const store::Manifest& manifest) {
  std::set<Digest> seen;
  std::vector<const Layer*> blobs;
  for (const Layer& layer : manifest.layers) {
    if (seen.insert(layer.digest).second) blobs.push_back(&layer);
  }
  if (seen.insert(manifest.config.digest).second) blobs.push_back(&manifest.config);
  return blobs;
}

bool is_there(const store::BlobStore& blobs, const Layer& layer) {
  return blobs.size(layer.digest) == layer.size_bytes;
}

// Reads weights as whoever runs them would. Formats that Hearth does not know may come: they can be copied and pushed.
Status check_weights(const store::BlobStore& blobs, const store::Manifest& manifest) {
  using store::LayerKind;
  for (const LayerKind kind : {LayerKind::kModel, LayerKind::kProjector, LayerKind::kAdapter}) {
    for (const Layer* layer : manifest.all(kind)) {
      const auto file = gguf::File::open(blobs.path(layer->digest));
      if (!file && file.error().code == ErrorCode::kCorrupt) return within("the model is refused", file.error());
    }
  }
  return {};
}

}  // namespace

Status Puller::check_room(const store::Manifest& manifest) const {
  uint64_t needed_bytes = 0;
  for (const Layer* layer : blobs_of(manifest)) {
    if (is_there(store.blobs(), *layer)) continue;
    const uint64_t set_aside = store::DownloadFile::bytes_set_aside(store.blobs(), layer->digest);
    needed_bytes += layer->size_bytes - std::min(set_aside, layer->size_bytes);
  }
  return store::check_free_space(store.blobs().folder(), needed_bytes);
}

Result<store::BlobPin> Puller::fetch_layer(const OciRegistry& registry, const Layer& layer,
                                           const OnProgress& on_progress, const std::stop_token& stop) const {
  if (is_there(store.blobs(), layer)) {
    auto pin = store.blobs().pin(layer.digest);
    if (pin) on_progress(layer_line("pulling", layer, layer.size_bytes));
    if (pin || pin.error().code != ErrorCode::kNotFound) return pin;
  }
  const DownloadRequest request{
      .digest = layer.digest,
      .size_bytes = layer.size_bytes,
      .url = registry.reference().blob_url(layer.digest),
      .fetch = [&registry, digest = layer.digest](
                   const std::string& range, const http::Fetcher::OnPart& on_part,
                   const std::stop_token& stopped) { return registry.blob_range(digest, range, on_part, stopped); },
      .limit = limit};
  on_progress(layer_line("pulling", layer, 0));
  const auto report = [&](uint64_t completed_bytes) { on_progress(layer_line("pulling", layer, completed_bytes)); };
  auto pin = downloads.fetch(request, report, stop);
  if (!pin) return within(concat("pull ", layer.digest.short_hex()), std::move(pin.error()));
  on_progress(layer_line("pulling", layer, layer.size_bytes));
  return pin;
}

Status Puller::pull(const OciRegistry& registry, const OnProgress& on_progress, const std::stop_token& stop) const {
  on_progress(line("pulling manifest"));
  auto fetched = registry.manifest(stop);
  if (!fetched) return within("pull model manifest", std::move(fetched.error()));
  TRY(check_room(fetched->manifest));
  std::vector<store::BlobPin> pins;
  for (const Layer* layer : blobs_of(fetched->manifest)) {
    pins.push_back(TRY(fetch_layer(registry, *layer, on_progress, stop)));
  }
  on_progress(line("verifying sha256 digest"));
  TRY(check_weights(store.blobs(), fetched->manifest));
  on_progress(line("writing manifest"));
  const store::PutModel put = TRY(store.put_bytes(registry.reference().name, fetched->bytes));
  if (!put.unused.removed.empty()) on_progress(line("removing unused layers"));
  on_progress(line("success"));
  return {};
}

}  // namespace hearth::registry
