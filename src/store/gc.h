// Garbage collection: removes what no model needs: blobs that no manifest names, files that a killed process left half
// written, and folders that became empty.
//
// It never takes what is in use: pinned blobs, files that somebody is writing, and, because uploads come before the
// manifest that names them, anything younger than an age. When a manifest cannot be read, its blobs are not known, and
// no blob is removed at all. Files that are nobody's are told and left alone.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace hearth::store {

struct GcOptions {
  enum class Mode { kRemove, kReportOnly };
  Mode mode = Mode::kRemove;
  // Blobs that no manifest names stay for this long after they came.
  std::chrono::seconds blob_age = std::chrono::hours(1);
  // Downloads that somebody broke off (Ollama's sha256-...-partial) can be resumed for this long.
  std::chrono::seconds download_age = std::chrono::hours(24 * 7);
};

struct GcReport {
  enum class Why { kUnusedBlob, kLeftBehind, kOldDownload };
  struct Item {
    std::string path;
    uint64_t freed_bytes;  // 0 where another name keeps the data
    Why why;
  };
  std::vector<Item> removed;         // or what would be, when only asked
  std::vector<std::string> in_use;   // would be removed, but somebody has it
  std::vector<Problem> problems;     // unreadable manifests, foreign files, what could not be removed

  uint64_t freed_bytes() const;
};

// Holds the store's lock while it works. Fails only when the store cannot be read at all.
Result<GcReport> collect_garbage(const Store& store, const GcOptions& options = {});

}  // namespace hearth::store
