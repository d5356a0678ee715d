// The status lines of a transfer, in the words of Ollama's API.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "api/ollama/progress.h"
#include "base/text.h"
#include "store/manifest.h"

namespace hearth::registry {

inline ollama::Progress line(std::string status) {
  ollama::Progress progress;
  progress.status = std::move(status);
  return progress;
}

// How far a layer has come; `what` is "pulling" or "pushing".
inline ollama::Progress layer_line(std::string_view what, const store::Layer& layer, uint64_t completed_bytes) {
  ollama::Progress progress = line(concat(what, " ", layer.digest.short_hex()));
  progress.digest = layer.digest.text();
  progress.total = static_cast<int64_t>(layer.size_bytes);
  progress.completed = static_cast<int64_t>(completed_bytes);
  return progress;
}

}  // namespace hearth::registry
