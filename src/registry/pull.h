// pull: a model from a registry into the store.
//
// Layers that are there already are not fetched. The manifest is written last, so a model appears complete or not at
// all, and what had its name before stays until then. Layers of weights are read as GGUF before that: a file that
// contradicts itself is not made a model.
#pragma once

#include <functional>
#include <stop_token>

#include "api/ollama/progress.h"
#include "base/result.h"
#include "registry/oci.h"
#include "registry/rate_limit.h"
#include "registry/shared_downloads.h"
#include "store/store.h"

namespace hearth::registry {

// Is told Ollama's lines, on the thread of the call.
using OnProgress = std::function<void(const ollama::Progress&)>;

struct Puller {
  const store::Store& store;
  SharedDownloads& downloads;
  std::shared_ptr<RateLimit> limit;

  // kNotFound when the registry has no such model. The last line is "success". Once a stop is requested it returns
  // soon, with an error; what has arrived stays for the next pull.
  Status pull(const OciRegistry& registry, const OnProgress& on_progress, const std::stop_token& stop) const;

 private:
  Status check_room(const store::Manifest& manifest) const;
  Result<store::BlobPin> fetch_layer(const OciRegistry& registry, const store::Layer& layer,
                                     const OnProgress& on_progress, const std::stop_token& stop) const;
};

}  // namespace hearth::registry
