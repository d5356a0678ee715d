#include "store/create_layers.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/text.h"

namespace hearth::store {
namespace {

constexpr uint64_t kMaxTextBytes = uint64_t{16} << 20;

Layer layer_of(LayerKind kind, const AddedBlob& blob) {
  return {
      .media_type = media_type(kind), .digest = blob.digest(), .size_bytes = blob.size_bytes(), .from = {}, .name = {}};
}

}  // namespace

void LayerList::inherit(OpenModel base) {
  for (Layer& layer : base.model.manifest.layers) {
    layer.from = base.model.name.display();
    layers_.push_back(std::move(layer));
    is_new_.push_back(false);
  }
  for (BlobPin& pin : base.pins) pins_.push_back(std::move(pin));
}

void LayerList::add(LayerKind kind, AddedBlob blob) {
  layers_.push_back(layer_of(kind, blob));
  is_new_.push_back(blob.how != Added::kAlreadyThere);
  pins_.push_back(std::move(blob.pin));
}

void LayerList::replace(LayerKind kind, AddedBlob blob) {
  const auto at = std::ranges::find(layers_, media_type(kind), &Layer::media_type) - layers_.begin();
  CHECK(static_cast<size_t>(at) < layers_.size());
  layers_[static_cast<size_t>(at)] = layer_of(kind, blob);
  is_new_[static_cast<size_t>(at)] = blob.how != Added::kAlreadyThere;
  pins_.push_back(std::move(blob.pin));
}

void LayerList::remove(LayerKind kind) {
  const std::string type = media_type(kind);
  for (size_t i = layers_.size(); i-- > 0;) {
    if (layers_[i].media_type != type) continue;
    layers_.erase(layers_.begin() + static_cast<ptrdiff_t>(i));
    is_new_.erase(is_new_.begin() + static_cast<ptrdiff_t>(i));
  }
}

void LayerList::drop_other_pins() {
  std::vector<BlobPin> needed;
  for (BlobPin& pin : pins_) {
    if (std::ranges::find(layers_, pin.digest(), &Layer::digest) != layers_.end()) needed.push_back(std::move(pin));
  }
  pins_ = std::move(needed);
}

Status LayerList::add_text(LayerKind kind, std::string_view text) {
  add(kind, TRY(store_.blobs().add_bytes(text)));
  return {};
}

const Layer* LayerList::find(LayerKind kind) const {
  const auto found = std::ranges::find(layers_, media_type(kind), &Layer::media_type);
  return found == layers_.end() ? nullptr : &*found;
}

Result<std::string> LayerList::text(LayerKind kind) const {
  const Layer* layer = find(kind);
  if (layer == nullptr) return std::string();
  return store_.blobs().read(layer->digest, kMaxTextBytes);
}

std::vector<std::string> LayerList::statuses() const {
  std::vector<std::string> lines;
  for (size_t i = 0; i < layers_.size(); ++i) {
    lines.push_back(concat(is_new_[i] ? "creating new layer " : "using existing layer ", layers_[i].digest.text()));
  }
  return lines;
}

}  // namespace hearth::store
