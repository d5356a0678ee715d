#include "store/verify.h"

#include "base/text.h"
#include "store/files.h"

namespace hearth::store {
namespace {

void check_model(const Store& store, const StoredModel& model, std::vector<Problem>& problems) {
  const auto check = [&](const Layer& layer) {
    const auto size = store.blobs().size(layer.digest);
    const std::string path = store.blobs().path(layer.digest);
    if (!size) {
      problems.push_back({path, {ErrorCode::kCorrupt, concat("is missing, and ", model.name.display(), " needs it")}});
    } else if (*size != layer.size_bytes) {
      problems.push_back({path,
                          {ErrorCode::kCorrupt, concat("has ", *size, " bytes, and ", model.name.display(), " expects ",
                                                       layer.size_bytes)}});
    }
  };
  check(model.manifest.config);
  for (const Layer& layer : model.manifest.layers) check(layer);
}

}  // namespace

Result<VerifyReport> verify_store(const Store& store, const OnBlob& on_blob) {
  const Listing listing = TRY(store.list());
  VerifyReport report{.n_models = listing.models.size(), .problems = listing.problems};
  for (const StoredModel& model : listing.models) check_model(store, model, report.problems);
  for (const std::string& name : TRY(folder_entries(store.blobs().folder()))) {
    const auto digest = Digest::parse(name);
    const auto size = digest ? store.blobs().size(*digest) : Result<uint64_t>(std::unexpected(digest.error()));
    if (!size) continue;
    on_blob(*digest, *size);
    ++report.n_blobs;
    report.n_bytes += *size;
    Status verified = store.blobs().verify(*digest);
    if (!verified && verified.error().code != ErrorCode::kNotFound) {
      report.problems.push_back({store.blobs().path(*digest), std::move(verified.error())});
    }
  }
  return report;
}

}  // namespace hearth::store
