// Garbage collection: removes what no model needs: blobs that no manifest names, files that a killed process left half
// written, and folders that became empty.
//
// It never takes what is in use: pinned blobs, files that somebody is writing, and, because uploads come before the
// manifest that names them, blobs younger than an age. When a manifest cannot be read, it is not known which blobs it
// needs, and no blob is removed at all. Files that are nobody's are told and left alone.
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
  // Blobs that no manifest names stay for this long after they got their names.
  std::chrono::seconds blob_age = std::chrono::hours(1);
  // Downloads that were broken off (sha256-<hex>-partial and -partial-<n>) can be resumed for this long.
  std::chrono::seconds download_age = std::chrono::days(7);
};

struct GcReport {
  enum class Why { kUnusedBlob, kLeftBehind, kOldDownload };
  struct Item {
    std::string path;
    uint64_t freed_bytes = 0;  // 0 where another name keeps the data
    Why why = Why::kUnusedBlob;
  };

  std::vector<Item> removed;        // or what would be, when it was only asked
  std::vector<std::string> in_use;  // nobody names it, but somebody has it open
  std::vector<Problem> problems;    // unreadable manifests, foreign files, what could not be removed

  uint64_t freed_bytes() const;
};

// Holds the store's lock while it works. Fails when the store cannot be listed or locked.
Result<GcReport> collect_garbage(const Store& store, const GcOptions& options = {});

}  // namespace hearth::store
