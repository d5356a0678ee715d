#include "store/manifest_folder.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>

#include "base/check.h"
#include "base/text.h"
#include "store/files.h"
#include "store/partial_file.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;

constexpr size_t kParts = 4;  // host, namespace, model, tag

std::array<std::string, kParts> parts_of(const ModelName& name) {
  return {name.host(), name.name_space(), name.model(), name.tag()};
}

std::string join(std::string folder, const std::vector<std::string>& parts) {
  for (const std::string& part : parts) folder += "/" + part;
  return folder;
}

bool is_folder(const std::string& path) {
  std::error_code ignored;
  return fs::is_directory(path, ignored);
}

bool is_file(const std::string& path) {
  std::error_code ignored;
  return fs::is_regular_file(path, ignored);
}

// Entries of a folder that are `name` but for case, `name` itself first. A folder that cannot be listed has none.
std::vector<std::string> spellings(const std::string& folder, const std::string& name) {
  std::vector<std::string> found = folder_entries(folder).value_or(std::vector<std::string>());
  std::erase_if(found, [&](const std::string& entry) { return !equal_without_case(entry, name); });
  if (const auto exact = std::ranges::find(found, name); exact != found.end()) {
    std::rotate(found.begin(), exact, exact + 1);
  }
  return found;
}

// Completes `found`, the first parts of a path to an existing file, to all parts.
bool find_file(const std::string& folder, const std::array<std::string, kParts>& wanted,
               std::vector<std::string>& found) {
  const std::string here = join(folder, found);
  if (found.size() == kParts) return is_file(here);
  for (const std::string& spelling : spellings(here, wanted[found.size()])) {
    found.push_back(spelling);
    if (find_file(folder, wanted, found)) return true;
    found.pop_back();
  }
  return false;
}

Result<ModelName> name_of(const std::vector<std::string>& parts) {
  if (parts.size() != kParts) return fail(ErrorCode::kInvalidArgument, "no model has its manifest in this place");
  return ModelName::of_parts(parts[0], parts[1], parts[2], parts[3]);
}

struct ManifestFile {
  std::string bytes;
  WallTime modified;
};

Result<ManifestFile> read_file(const std::string& path) {
  const Descriptor file = TRY(open_regular(path));
  const struct stat info = TRY(file_info(file, path));
  const WallTime modified(std::chrono::seconds(info.st_mtim.tv_sec) + std::chrono::nanoseconds(info.st_mtim.tv_nsec));
  return ManifestFile{.bytes = TRY(read_text(file, path, Manifest::kMaxBytes)), .modified = modified};
}

Result<StoredModel> read_model(const std::string& path, const ModelName& name) {
  const ManifestFile file = TRY(read_file(path));
  auto manifest = Manifest::parse(file.bytes);
  if (!manifest) return within(path, std::move(manifest.error()));
  return StoredModel{
      .name = name, .manifest = *std::move(manifest), .digest = Sha256::of(file.bytes), .modified = file.modified};
}

void add_used(const Manifest& manifest, Listing& listing) {
  for (const Digest& digest : manifest.digests()) listing.used.insert(digest);
}

}  // namespace

Result<ManifestFolder> ManifestFolder::open(const std::string& root) {
  ManifestFolder manifests(root + "/manifests");
  TRY(make_folders(manifests.folder_));
  return manifests;
}

std::string ManifestFolder::path(const ModelName& name) const {
  const auto parts = parts_of(name);
  return join(folder_, {parts.begin(), parts.end()});
}

// --- listing -------------------------------------------------------------------------------------------------

// One file below the folder: a model, or a problem.
void ManifestFolder::add(const std::vector<std::string>& parts, Listing& listing) const {
  if (is_partial_name(parts.back())) return;
  const std::string file = join(folder_, parts);
  const auto name = name_of(parts);
  if (!name) {
    // Nobody can ask for it, but if it is a manifest, somebody may want to put it back in its place.
    if (const auto read = read_file(file)) {
      if (const auto manifest = Manifest::parse(read->bytes)) add_used(*manifest, listing);
    }
    listing.problems.push_back({file, name.error()});
    return;
  }
  auto model = read_model(file, *name);
  if (!model) {
    // One that was removed a moment ago is no problem.
    if (model.error().code == ErrorCode::kNotFound) return;
    listing.problems.push_back({file, std::move(model.error())});
    listing.is_complete = false;
    return;
  }
  add_used(model->manifest, listing);
  listing.models.push_back(*std::move(model));
}

Status ManifestFolder::walk(std::vector<std::string>& parts, Listing& listing) const {
  for (const std::string& entry : TRY(folder_entries(join(folder_, parts)))) {
    parts.push_back(entry);
    if (!is_folder(join(folder_, parts))) {
      add(parts, listing);
    } else if (parts.size() < kParts) {
      TRY(walk(parts, listing));
    } else {
      listing.problems.push_back(
          {join(folder_, parts), Error{ErrorCode::kInvalidArgument, "a folder where a manifest is expected"}});
    }
    parts.pop_back();
  }
  return {};
}

Result<Listing> ManifestFolder::list() const {
  Listing listing;
  std::vector<std::string> parts;
  TRY(walk(parts, listing));
  std::ranges::sort(listing.models, [](const StoredModel& a, const StoredModel& b) {
    return a.modified != b.modified ? a.modified > b.modified : a.name < b.name;
  });
  return listing;
}

// --- names ---------------------------------------------------------------------------------------------------

std::optional<ModelName> ManifestFolder::find_spelling(const ModelName& name) const {
  if (is_file(path(name))) return name;
  std::vector<std::string> found;
  if (!find_file(folder_, parts_of(name), found)) return std::nullopt;
  // The spelling of a part that is valid is valid.
  return name_of(found).value();
}

ModelName ManifestFolder::spelling_for(const ModelName& name) const {
  if (auto existing = find_spelling(name)) return *std::move(existing);
  std::vector<std::string> parts;
  for (const std::string& part : parts_of(name)) {
    const std::vector<std::string> there = spellings(join(folder_, parts), part);
    parts.push_back(there.empty() ? part : there.front());
  }
  return name_of(parts).value();
}

// --- reading and writing -------------------------------------------------------------------------------------

Result<StoredModel> ManifestFolder::read(const ModelName& name) const { return read_model(path(name), name); }

Result<std::string> ManifestFolder::read_bytes(const ModelName& name) const { return TRY(read_file(path(name))).bytes; }

Status ManifestFolder::write(const ModelName& name, std::string_view bytes, const StoreLock& exclusive) const {
  const std::string folder = fs::path(path(name)).parent_path();
  TRY(make_folders(folder));
  PartialFile file = TRY(PartialFile::create(folder, exclusive));
  TRY(file.append({reinterpret_cast<const uint8_t*>(bytes.data()), bytes.size()}));
  TRY(file.sync());
  TRY(std::move(file).commit(name.tag(), exclusive));
  return {};
}

Status ManifestFolder::remove(const ModelName& name, const StoreLock& exclusive) const {
  CHECK(exclusive.is_exclusive());
  fs::path at = path(name);
  if (unlink(at.c_str()) != 0) return system_error(at, "cannot be removed");
  TRY(sync_folder(at.parent_path()));
  for (size_t i = 1; i < kParts; ++i) {
    at = at.parent_path();
    if (rmdir(at.c_str()) != 0) break;  // something else is in it
  }
  return {};
}

}  // namespace hearth::store
