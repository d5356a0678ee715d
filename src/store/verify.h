// verify_store: whether every model is complete and every blob is what its name says. Reads the whole store.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "store/store.h"

namespace hearth::store {

struct VerifyReport {
  size_t n_models = 0;
  size_t n_blobs = 0;
  uint64_t n_bytes = 0;
  std::vector<Problem> problems{};  // unreadable manifests, missing blobs, blobs with other content
};

// Is told of each blob before it is read.
using OnBlob = std::function<void(const Digest& digest, uint64_t size_bytes)>;

// Blobs that somebody removes meanwhile are no problem. Fails when the store cannot be listed.
Result<VerifyReport> verify_store(const Store& store, const OnBlob& on_blob);

}  // namespace hearth::store
