#include "registry/push.h"

#include <set>

#include "base/text.h"
#include "registry/progress.h"
#include "registry/upload.h"

namespace hearth::registry {
namespace {

using store::Layer;

// The repository that the layer came from, if it is on that registry.
std::string mount_source(const Layer& layer, const Reference& to) {
  const auto from = store::ModelName::parse(layer.from);
  if (layer.from.empty() || !from || !store::equal_without_case(from->host(), to.name.host())) return {};
  return concat(from->name_space(), "/", from->model());
}

}  // namespace

Status Pusher::send_layer(OciRegistry& registry, const Layer& layer, const OnProgress& on_progress,
                          const std::stop_token& stop) const {
  if (!TRY(registry.has_blob(layer.digest, stop))) {
    const UploadRequest request{.digest = layer.digest,
                                .size_bytes = layer.size_bytes,
                                .path = store.blobs().path(layer.digest),
                                .mount_from = mount_source(layer, registry.reference())};
    const Upload::OnSent on_sent = [&](uint64_t sent_bytes) { on_progress(layer_line("pushing", layer, sent_bytes)); };
    on_sent(0);
    Upload upload(registry.session(), registry.reference(), request, on_sent);
    if (Status sent = upload.run(stop); !sent) {
      return within(concat("push ", layer.digest.short_hex()), std::move(sent.error()));
    }
  }
  on_progress(layer_line("pushing", layer, layer.size_bytes));
  return {};
}

Status Pusher::push(OciRegistry& registry, const OnProgress& on_progress, const std::stop_token& stop) const {
  on_progress(line("retrieving manifest"));
  const auto open = store.open_model(registry.reference().name);
  if (!open) {
    on_progress(line("couldn't retrieve manifest"));
    return std::unexpected(open.error());
  }
  const store::Manifest& manifest = open->model.manifest;
  std::set<Digest> sent;
  for (const Layer& layer : manifest.layers) {
    if (sent.insert(layer.digest).second) TRY(send_layer(registry, layer, on_progress, stop));
  }
  if (sent.insert(manifest.config.digest).second) TRY(send_layer(registry, manifest.config, on_progress, stop));
  on_progress(line("pushing manifest"));
  std::string bytes = TRY(store.manifests().read_bytes(open->model.name));
  TRY(registry.put_manifest(std::move(bytes), stop));
  on_progress(line("success"));
  return {};
}

}  // namespace hearth::registry
