// push: a model of the store to a registry. Blobs that it has are not sent; the manifest goes last, byte for byte.
#pragma once

#include <stop_token>

#include "base/result.h"
#include "registry/oci.h"
#include "registry/pull.h"
#include "store/store.h"

namespace hearth::registry {

struct Pusher {
  const store::Store& store;

  // The last line is "success". kNotFound when there is no such model here.
  Status push(OciRegistry& registry, const OnProgress& on_progress, const std::stop_token& stop) const;

 private:
  Status send_layer(OciRegistry& registry, const store::Layer& layer, const OnProgress& on_progress,
                    const std::stop_token& stop) const;
};

}  // namespace hearth::registry
