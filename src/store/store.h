// Store: models by name, on disk as Ollama keeps them: a store written by one can be read by the other.
//
//   <root>/manifests/<host>/<namespace>/<model>/<tag>   what a model consists of (manifest.h)
//   <root>/blobs/sha256-<hex>                           its parts (blob_store.h)
//   <root>/linked/, <root>/.lock                        Hearth's own (linked_files.h, lock.h)
//
// Writing a model: add its blobs, keep their pins, `put` the manifest, drop the pins. Whenever the process dies, what
// is there is whole: a manifest is written last, and blobs that none names go with the next collect_garbage (gc.h).
// Using a model: `open_model` reads the manifest and pins its blobs as one; keep that for as long as they are read.
//
// All functions may be called by any thread.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/digest.h"
#include "base/result.h"
#include "store/blob_store.h"
#include "store/manifest.h"
#include "store/manifest_folder.h"
#include "store/model_name.h"

namespace hearth::store {

// A model and the pins of all its blobs, the config first, then the layers in their order. Each pin is an open file.
struct OpenModel {
  StoredModel model;
  std::vector<BlobPin> pins;
};

// What became of blobs that a change left without a manifest.
struct Unused {
  std::vector<Digest> removed;
  std::vector<Digest> in_use;     // pinned by somebody; a later collect_garbage takes them
  std::vector<Problem> problems;  // why some were left where they are
};

struct PutModel {
  ModelName name;  // in the spelling that is on the disk
  Digest digest;   // of the manifest
  Unused unused;   // of the model that had this name before
};

class Store {
 public:
  // The store at `root`, which is made when it is not there.
  static Result<Store> open(const std::string& root);

  // Newest first; what cannot be read is in `problems`.
  Result<Listing> list() const;
  // Case does not count. kNotFound names the closest model that there is; kCorrupt when its manifest is none.
  Result<StoredModel> find(const ModelName& name) const;
  Result<OpenModel> open_model(const ModelName& name) const;

  // Gives a model its name, in place of what had it. kNotFound or kCorrupt when a blob is missing or has another size.
  Result<PutModel> put(const ModelName& name, const Manifest& manifest) const;
  // The same for the bytes of a manifest as a registry sent them.
  Result<PutModel> put_bytes(const ModelName& name, std::string_view manifest) const;
  // A second name for the same model, in place of what has it.
  Result<PutModel> copy(const ModelName& from, const ModelName& to) const;
  // Removes the name, and the blobs that no other model has.
  Result<Unused> remove(const ModelName& name) const;

  const BlobStore& blobs() const { return blobs_; }
  const ManifestFolder& manifests() const { return manifests_; }
  const std::string& root() const { return blobs_.root(); }

 private:
  Store(BlobStore blobs, ManifestFolder manifests) : blobs_(std::move(blobs)), manifests_(std::move(manifests)) {}

  Result<ModelName> existing(const ModelName& name) const;
  Result<PutModel> write(const ModelName& name, const Manifest& manifest, std::string_view bytes) const;
  Unused remove_unused(const Manifest& former, const StoreLock& exclusive) const;

  BlobStore blobs_;
  ManifestFolder manifests_;
};

}  // namespace hearth::store
