#include "store/usage.h"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "store/files.h"

namespace hearth::store {
namespace {

using Owners = std::map<Digest, size_t>;  // how many models have a blob

std::set<Digest> blobs_of(const StoredModel& model) {
  const std::vector<Digest> digests = model.manifest.digests();
  return {digests.begin(), digests.end()};
}

ModelUsage usage_of(const Store& store, const StoredModel& model, const Owners& owners) {
  ModelUsage usage{.name = model.name};
  for (const Digest& digest : blobs_of(model)) {
    const uint64_t size = store.blobs().size(digest).value_or(0);
    usage.size_bytes += size;
    if (owners.at(digest) > 1) usage.shared_bytes += size;
  }
  return usage;
}

// What a file takes, or nothing when it is gone.
uint64_t bytes_on_disk(const std::string& path) {
  constexpr uint64_t kStatBlockBytes = 512;
  struct stat info{};
  if (lstat(path.c_str(), &info) != 0) return 0;
  return std::min(static_cast<uint64_t>(info.st_size), static_cast<uint64_t>(info.st_blocks) * kStatBlockBytes);
}

}  // namespace

Result<Usage> usage_of(const Store& store) {
  const Listing listing = TRY(store.list());
  Owners owners;
  for (const StoredModel& model : listing.models) {
    for (const Digest& digest : blobs_of(model)) ++owners[digest];
  }
  Usage usage;
  for (const StoredModel& model : listing.models) usage.models.push_back(usage_of(store, model, owners));
  std::ranges::sort(usage.models, [](const ModelUsage& a, const ModelUsage& b) {
    return a.size_bytes != b.size_bytes ? a.size_bytes > b.size_bytes : a.name < b.name;
  });
  const std::string& folder = store.blobs().folder();
  for (const std::string& name : TRY(folder_entries(folder))) {
    const auto digest = Digest::parse(name);
    Usage::Files& files = !digest ? usage.unfinished : listing.used.contains(*digest) ? usage.used : usage.unused;
    ++files.n;
    files.n_bytes += bytes_on_disk(concat(folder, "/", name));
  }
  return usage;
}

}  // namespace hearth::store
