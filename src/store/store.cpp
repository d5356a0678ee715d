#include "store/store.h"

#include <algorithm>

#include "base/text.h"

namespace hearth::store {
namespace {

// What a manifest names has to be there, and complete.
Status check_blobs(const BlobStore& blobs, const Manifest& manifest) {
  const auto check = [&](const Layer& layer) -> Status {
    const auto size = blobs.size(layer.digest);
    if (!size) return within("a part of the model is missing", size.error());
    if (*size == layer.size_bytes) return {};
    return fail(ErrorCode::kCorrupt,
                concat(blobs.path(layer.digest), ": has ", *size, " bytes, and its manifest says ", layer.size_bytes));
  };
  TRY(check(manifest.config));
  for (const Layer& layer : manifest.layers) TRY(check(layer));
  return {};
}

Result<std::vector<BlobPin>> pin_all(const BlobStore& blobs, const Manifest& manifest) {
  std::vector<BlobPin> pins;
  for (const Digest& digest : manifest.digests()) pins.push_back(TRY(blobs.pin(digest)));
  return pins;
}

}  // namespace

Result<Store> Store::open(const std::string& root) {
  BlobStore blobs = TRY(BlobStore::open(root));
  ManifestFolder manifests = TRY(ManifestFolder::open(root));
  return Store(std::move(blobs), std::move(manifests));
}

Result<Listing> Store::list() const { return manifests_.list(); }

Result<ModelName> Store::existing(const ModelName& name) const {
  if (auto spelling = manifests_.find_spelling(name)) return *std::move(spelling);
  const Listing listing = TRY(list());
  std::vector<ModelName> known;
  for (const StoredModel& model : listing.models) known.push_back(model.name);
  const std::string meant = closest_name(name, known);
  return fail(ErrorCode::kNotFound, concat("model '", name.display(), "' not found",
                                           meant.empty() ? "" : concat("; did you mean '", meant, "'?")));
}

Result<StoredModel> Store::find(const ModelName& name) const { return manifests_.read(TRY(existing(name))); }

Result<OpenModel> Store::open_model(const ModelName& name) const {
  for (;;) {
    StoredModel model = TRY(find(name));
    auto pins = pin_all(blobs_, model.manifest);
    if (pins) return OpenModel{std::move(model), *std::move(pins)};
    // Somebody may have replaced the model between the two; then it is the new one that is wanted.
    const bool replaced = pins.error().code == ErrorCode::kNotFound && TRY(find(name)).digest != model.digest;
    if (!replaced) return within(name.display(), std::move(pins.error()));
  }
}

Result<PutModel> Store::put(const ModelName& name, const Manifest& manifest) const {
  return write(name, manifest, manifest.print());
}

Result<PutModel> Store::put_bytes(const ModelName& name, std::string_view manifest) const {
  return write(name, TRY(Manifest::parse(manifest)), manifest);
}

Result<PutModel> Store::copy(const ModelName& from, const ModelName& to) const {
  const ModelName spelling = TRY(existing(from));
  return put_bytes(to, TRY(manifests_.read_bytes(spelling)));
}

Result<PutModel> Store::write(const ModelName& name, const Manifest& manifest, std::string_view bytes) const {
  const StoreLock lock = TRY(StoreLock::exclusive(root()));
  // Under the lock, because until the manifest is there, somebody may remove what only an older one names.
  TRY(check_blobs(blobs_, manifest));
  const ModelName spelling = manifests_.spelling_for(name);
  const auto before = manifests_.read(spelling);
  TRY(manifests_.write(spelling, bytes, lock));
  return PutModel{.name = spelling,
                  .digest = Sha256::of(bytes),
                  .unused = before ? remove_unused(before->manifest, lock) : Unused{}};
}

Result<Unused> Store::remove(const ModelName& name) const {
  const ModelName spelling = TRY(existing(name));
  const StoreLock lock = TRY(StoreLock::exclusive(root()));
  const auto model = manifests_.read(spelling);
  TRY(manifests_.remove(spelling, lock));
  if (model) return remove_unused(model->manifest, lock);
  return Unused{.removed = {}, .in_use = {}, .problems = {{spelling.full(), model.error()}}};
}

Unused Store::remove_unused(const Manifest& former, const StoreLock& exclusive) const {
  Unused out;
  const auto listing = manifests_.list();
  if (!listing || !listing->is_complete) {
    // It is not known what the unreadable ones need.
    if (!listing) out.problems.push_back({manifests_.folder(), listing.error()});
    if (listing) out.problems = listing->problems;
    return out;
  }
  std::vector<Digest> unused = former.digests();
  std::ranges::sort(unused);
  unused.erase(std::ranges::unique(unused).begin(), unused.end());
  std::erase_if(unused, [&](const Digest& digest) { return listing->used.contains(digest); });
  for (const Digest& digest : unused) {
    const auto removed = blobs_.remove(digest, exclusive);
    if (!removed) out.problems.push_back({blobs_.path(digest), removed.error()});
    if (removed == BlobStore::Removed::kYes) out.removed.push_back(digest);
    if (removed == BlobStore::Removed::kInUse) out.in_use.push_back(digest);
  }
  return out;
}

}  // namespace hearth::store
