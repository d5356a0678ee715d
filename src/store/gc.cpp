#include "store/gc.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <ranges>

#include "base/text.h"
#include "store/files.h"
#include "store/partial_file.h"

namespace hearth::store {
namespace {

namespace fs = std::filesystem;

// sha256-<hex>-partial or sha256-<hex>-partial-<n>.
bool is_download_name(std::string_view name) {
  constexpr std::string_view kMark = "-partial";
  const size_t at = name.find(kMark);
  if (at == std::string_view::npos || !Digest::parse(name.substr(0, at))) return false;
  const std::string_view rest = name.substr(at + kMark.size());
  if (rest.empty()) return true;
  return rest.size() > 1 && rest[0] == '-' &&
         std::ranges::all_of(rest.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

// One collection: the locked store, and what has been found so far.
class Collector {
 public:
  Collector(const Store& store, const GcOptions& options, StoreLock lock)
      : store_(store), options_(options), lock_(std::move(lock)), now_(std::chrono::system_clock::now()) {}

  Result<GcReport> run() {
    const Listing listing = TRY(store_.list());
    report_.problems = listing.problems;
    TRY(sweep_blobs(listing));
    TRY(sweep_linked());
    sweep_manifests();
    return std::move(report_);
  }

 private:
  Status sweep_blobs(const Listing& listing);
  Status sweep_linked();
  void sweep_manifests();
  void sweep_partials(const std::string& folder);
  bool is_free(const std::string& path);
  void remove_blob(const Digest& digest, const std::string& path);
  void remove_file(const std::string& path, GcReport::Why why);
  std::optional<struct stat> info(const std::string& path);
  bool is_younger(const struct stat& file, std::chrono::seconds age) const;
  void note_removal(const std::string& path, const struct stat& file, GcReport::Why why);
  bool only_reports() const { return options_.mode == GcOptions::Mode::kReportOnly; }

  const Store& store_;
  const GcOptions& options_;
  StoreLock lock_;
  std::chrono::system_clock::time_point now_;
  GcReport report_;
};

// Nothing, and a problem, when the file cannot be looked at.
std::optional<struct stat> Collector::info(const std::string& path) {
  struct stat file{};
  if (lstat(path.c_str(), &file) == 0) return file;
  report_.problems.push_back({path, system_error(path).error()});
  return std::nullopt;
}

// By the time of its last change of any kind: a hard link has its file's older time of modification.
bool Collector::is_younger(const struct stat& file, std::chrono::seconds age) const {
  const std::chrono::system_clock::time_point changed(
      std::chrono::seconds(std::max(file.st_mtim.tv_sec, file.st_ctim.tv_sec)));
  return now_ - changed < age;
}

void Collector::note_removal(const std::string& path, const struct stat& file, GcReport::Why why) {
  const uint64_t freed = file.st_nlink > 1 ? 0 : static_cast<uint64_t>(file.st_size);
  report_.removed.push_back({.path = path, .freed_bytes = freed, .why = why});
}

// Under the store's lock nobody can begin to use a file, so what is free now stays free.
bool Collector::is_free(const std::string& path) {
  const auto file = open_regular(path);
  const auto in_use = file ? try_lock_exclusive(*file, path) : Result<InUse>(std::unexpected(file.error()));
  if (!in_use) report_.problems.push_back({path, in_use.error()});
  if (in_use == InUse::kYes) report_.in_use.push_back(path);
  return in_use == InUse::kNo;
}

void Collector::remove_blob(const Digest& digest, const std::string& path) {
  const auto file = info(path);
  if (!file || is_younger(*file, options_.blob_age) || !is_free(path)) return;
  if (!only_reports()) {
    if (const auto removed = store_.blobs().remove(digest, lock_); !removed) {
      report_.problems.push_back({path, removed.error()});
      return;
    }
  }
  note_removal(path, *file, GcReport::Why::kUnusedBlob);
}

// A file of ours that is no blob.
void Collector::remove_file(const std::string& path, GcReport::Why why) {
  const auto file = info(path);
  if (!file || !is_free(path)) return;
  if (!only_reports() && unlink(path.c_str()) != 0) {
    report_.problems.push_back({path, system_error(path, "cannot be removed").error()});
    return;
  }
  note_removal(path, *file, why);
}

Status Collector::sweep_blobs(const Listing& listing) {
  const std::string& folder = store_.blobs().folder();
  for (const std::string& name : TRY(folder_entries(folder))) {
    const std::string path = concat(folder, "/", name);
    const auto digest = Digest::parse(name);
    if (digest && path == store_.blobs().path(*digest)) {
      if (listing.is_complete && !listing.used.contains(*digest)) remove_blob(*digest, path);
    } else if (is_partial_name(name)) {
      remove_file(path, GcReport::Why::kLeftBehind);
    } else if (is_download_name(name)) {
      const auto file = info(path);
      if (file && !is_younger(*file, options_.download_age)) remove_file(path, GcReport::Why::kOldDownload);
    } else {
      report_.problems.push_back({path, {ErrorCode::kInvalidArgument, "not a file of the store; it is left alone"}});
    }
  }
  return {};
}

void Collector::sweep_partials(const std::string& folder) {
  for (const std::string& name : folder_entries(folder).value_or(std::vector<std::string>())) {
    if (is_partial_name(name)) remove_file(concat(folder, "/", name), GcReport::Why::kLeftBehind);
  }
}

// Notes on hard links whose blobs are gone, by Ollama's hand or a crash before the blob got its name.
Status Collector::sweep_linked() {
  const LinkedFiles& linked = store_.blobs().linked_files();
  sweep_partials(linked.folder());
  if (only_reports()) return {};
  for (const Digest& digest : TRY(linked.all())) {
    if (!store_.blobs().has(digest)) linked.forget(digest);
  }
  return {};
}

// What is left behind beside manifests, and folders without any.
void Collector::sweep_manifests() {
  std::vector<std::string> folders;
  std::error_code error;
  for (fs::recursive_directory_iterator at(store_.manifests().folder(), error), end; !error && at != end;
       at.increment(error)) {
    if (at->is_directory(error)) folders.push_back(at->path());
  }
  // The inner ones are behind the outer ones.
  for (const std::string& folder : std::ranges::reverse_view(folders)) {
    sweep_partials(folder);
    if (!only_reports()) rmdir(folder.c_str());
  }
}

}  // namespace

uint64_t GcReport::freed_bytes() const {
  uint64_t total = 0;
  for (const Item& item : removed) total += item.freed_bytes;
  return total;
}

Result<GcReport> collect_garbage(const Store& store, const GcOptions& options) {
  return Collector(store, options, TRY(StoreLock::exclusive(store.root()))).run();
}

}  // namespace hearth::store
