// usage_of: what takes how much of the disk. A blob that several models share counts once.
#pragma once

#include <cstdint>
#include <vector>

#include "base/result.h"
#include "store/store.h"

namespace hearth::store {

struct ModelUsage {
  ModelName name;
  uint64_t size_bytes = 0;    // all its blobs
  uint64_t shared_bytes = 0;  // those that other models have too
};

struct Usage {
  struct Files {
    size_t n = 0;
    uint64_t n_bytes = 0;
  };

  std::vector<ModelUsage> models;  // largest first, then by name
  Files used;                      // blobs that models have
  Files unused;                    // blobs that none has
  Files unfinished;                // downloads that can go on, and what killed processes left

  uint64_t total_bytes() const { return used.n_bytes + unused.n_bytes + unfinished.n_bytes; }
};

// Files are counted by what they take on the disk, which is less than their length while they are fetched.
Result<Usage> usage_of(const Store& store);

}  // namespace hearth::store
