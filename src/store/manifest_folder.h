// ManifestFolder: <root>/manifests/<host>/<namespace>/<model>/<tag>, the files that give models their names.
//
// A folder that others write too: what is no manifest there is told, never touched, and never taken for one.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "store/lock.h"
#include "store/manifest.h"
#include "store/model_name.h"

namespace hearth::store {

struct StoredModel {
  ModelName name;  // in the spelling of the disk
  Manifest manifest;
  Digest digest;  // of the manifest's bytes: the model's ID
  std::chrono::system_clock::time_point modified;

  uint64_t size_bytes() const { return manifest.total_bytes(); }
};

struct Problem {
  std::string path;
  Error error;
};

struct Listing {
  std::vector<StoredModel> models;  // newest first
  std::vector<Problem> problems;    // files that are no manifest, or none that can have a name

  // Every blob that a manifest names, including those of manifests in odd places.
  std::set<Digest> used;
  // Whether `used` is all: false when a manifest could not be read. No blob may be removed then.
  bool is_complete = true;
};

class ManifestFolder {
 public:
  static Result<ManifestFolder> open(const std::string& root);

  Result<Listing> list() const;

  // The name of an existing manifest that differs from `name` at most in case; nothing when there is none.
  std::optional<ModelName> find_spelling(const ModelName& name) const;
  // What a new manifest of that name is to be called: the spelling of whichever of its folders are already there.
  ModelName spelling_for(const ModelName& name) const;

  // By the exact name. kNotFound, or kCorrupt.
  Result<StoredModel> read(const ModelName& name) const;
  Result<std::string> read_bytes(const ModelName& name) const;

  // `exclusive` is an exclusive lock of the store.
  Status write(const ModelName& name, std::string_view bytes, const StoreLock& exclusive) const;
  // The file, and the folders that become empty. kNotFound when it is not there.
  Status remove(const ModelName& name, const StoreLock& exclusive) const;

  const std::string& folder() const { return folder_; }

 private:
  explicit ManifestFolder(std::string folder) : folder_(std::move(folder)) {}
  std::string path(const ModelName& name) const;

  std::string folder_;
};

}  // namespace hearth::store
