// ManifestFolder: <root>/manifests/<host>/<namespace>/<model>/<tag>, the files that give models their names.
//
// A folder that others write too: what is no manifest there is told, never touched, and never taken for one.
#pragma once

#include <chrono>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "base/time_text.h"
#include "store/lock.h"
#include "store/manifest.h"
#include "store/model_name.h"

namespace hearth::store {

struct StoredModel {
  ModelName name;  // in the spelling of the disk
  Manifest manifest;
  Digest digest;      // of the manifest's bytes: the model's ID
  WallTime modified;  // when it got its name

  uint64_t size_bytes() const { return manifest.total_bytes(); }
};

// Something in the store that is not as it should be.
struct Problem {
  std::string path;
  Error error;
};

struct Listing {
  std::vector<StoredModel> models;  // newest first
  std::vector<Problem> problems;    // files that are no manifest, or one in a place that is no name

  // Every blob that a manifest names, manifests in odd places included.
  std::set<Digest> used;
  // Whether `used` is all: false when what should be a manifest could not be read. No blob may be removed then.
  bool is_complete = true;
};

class ManifestFolder {
 public:
  static Result<ManifestFolder> open(const std::string& root);

  Result<Listing> list() const;

  // The name of an existing manifest that differs from `name` at most in case; nothing when there is none.
  std::optional<ModelName> find_spelling(const ModelName& name) const;
  // What a manifest of that name is to be called: as it is, or as its host, namespace and model are spelled already.
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
  void add(const std::vector<std::string>& parts, Listing& listing) const;
  Status walk(std::vector<std::string>& parts, Listing& listing) const;

  std::string folder_;
};

}  // namespace hearth::store
