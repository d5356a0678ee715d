#include "store/linked_files.h"

#include <unistd.h>

#include "base/json.h"
#include "base/text.h"
#include "store/files.h"
#include "store/partial_file.h"

namespace hearth::store {
namespace {

constexpr uint64_t kMaxNoteBytes = 16384;

int64_t modified_ns(const struct stat& file) {
  return static_cast<int64_t>(file.st_mtim.tv_sec) * 1'000'000'000 + file.st_mtim.tv_nsec;
}

std::string file_name(const Digest& digest) { return concat("sha256-", digest.hex()); }

Result<Json> read_note(const std::string& path) {
  const Descriptor file = TRY(open_regular(path));
  return Json::parse(TRY(read_text(file, path, kMaxNoteBytes)));
}

bool has_number(const Json& note, std::string_view key, int64_t expected) {
  const Json* value = note.find(key);
  return value != nullptr && value->if_int64() != nullptr && *value->if_int64() == expected;
}

}  // namespace

std::string LinkedFiles::path(const Digest& digest) const { return concat(folder_, "/", file_name(digest)); }

Status LinkedFiles::note(const Digest& digest, const struct stat& file, const std::string& path,
                         const StoreLock& exclusive) const {
  TRY(make_folders(folder_));
  const Json note = Json::object({{"path", path}, {"size", int64_t{file.st_size}}, {"modified_ns", modified_ns(file)}});
  const std::string text = note.dump();
  PartialFile out = TRY(PartialFile::create(folder_, exclusive));
  TRY(out.append({reinterpret_cast<const uint8_t*>(text.data()), text.size()}));
  TRY(out.sync());
  TRY(std::move(out).commit(file_name(digest), exclusive));
  return {};
}

void LinkedFiles::forget(const Digest& digest) const { unlink(path(digest).c_str()); }

LinkedFiles::State LinkedFiles::compare(const Digest& digest, const struct stat& blob) const {
  const auto note = read_note(path(digest));
  if (!note) return note.error().code == ErrorCode::kNotFound ? State::kNeverLinked : State::kChanged;
  const bool same = has_number(*note, "size", blob.st_size) && has_number(*note, "modified_ns", modified_ns(blob));
  return same ? State::kAsNoted : State::kChanged;
}

std::string LinkedFiles::source(const Digest& digest) const {
  const auto note = read_note(path(digest));
  const Json* source = note ? note->find("path") : nullptr;
  return source != nullptr && source->if_string() != nullptr ? *source->if_string() : "";
}

Result<std::vector<Digest>> LinkedFiles::all() const {
  std::vector<Digest> digests;
  for (const std::string& name : TRY(folder_entries(folder_))) {
    if (auto digest = Digest::parse(name)) digests.push_back(*digest);
  }
  return digests;
}

}  // namespace hearth::store
