// LayerList: the layers of a model that is being made, in their order, each pinned from the moment it is in the store.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace hearth::store {

class LayerList {
 public:
  explicit LayerList(const Store& store) : store_(store) {}

  // All layers of a model, which keep its name as their origin. Its pins are kept here from now on.
  void inherit(OpenModel base);

  Status add_text(LayerKind kind, std::string_view text);
  void add(LayerKind kind, AddedBlob blob);
  // Takes out all layers of that kind.
  void remove(LayerKind kind);
  // Puts a blob in the place of the first layer of that kind, which there is.
  void replace(LayerKind kind, AddedBlob blob);
  // Lets go of what was inherited and is no layer any more, so that it can be removed from the store.
  void drop_other_pins();

  const std::vector<Layer>& layers() const { return layers_; }
  const Layer* find(LayerKind kind) const;
  // The text of the first layer of that kind; empty when there is none.
  Result<std::string> text(LayerKind kind) const;

  // What became of each layer, in order: "using existing layer sha256:...", "creating new layer sha256:...".
  std::vector<std::string> statuses() const;

 private:
  const Store& store_;
  std::vector<Layer> layers_;
  std::vector<bool> is_new_;  // beside layers_
  std::vector<BlobPin> pins_;
};

}  // namespace hearth::store
