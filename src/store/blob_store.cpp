#include "store/blob_store.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <optional>

#include "base/check.h"
#include "base/text.h"
#include "store/files.h"

namespace hearth::store {
namespace {

Bytes as_bytes(std::string_view text) { return {reinterpret_cast<const uint8_t*>(text.data()), text.size()}; }

std::string file_name(const Digest& digest) { return concat("sha256-", digest.hex()); }

std::unexpected<Error> other_content(const std::string& path, const Digest& found) {
  return fail(ErrorCode::kCorrupt,
              concat(path, ": its content is not what its name says: it has the digest ", found.text(),
                     "; remove the models that use it, then pull or create them again"));
}

// Whether a second name for a file is harmless: nobody but this user can change it.
bool is_private(const struct stat& file) {
  return file.st_uid == geteuid() && (file.st_mode & (S_IWGRP | S_IWOTH)) == 0;
}

// The result when it is there; nothing when an attempt is to be followed by another; else the error.
template <class T>
Result<std::optional<T>> unless_unsupported(Result<T> result) {
  if (result) return std::optional<T>(*std::move(result));
  if (result.error().code == ErrorCode::kUnsupported) return std::optional<T>();
  return std::unexpected(std::move(result.error()));
}

Result<PartialFile> reflinked(PartialFile file, const Descriptor& source) {
  TRY(file.reflink(source));
  return file;
}

}  // namespace

BlobStore::BlobStore(const std::string& root) : root_(root), folder_(root + "/blobs"), linked_(root) {}

Result<BlobStore> BlobStore::open(const std::string& root) {
  BlobStore store(root);
  TRY(make_folders(store.folder_));
  TRY(store.rename_old_blobs());
  return store;
}

// Ollama before 0.1.33 had "sha256:<hex>", which Windows does not allow.
Status BlobStore::rename_old_blobs() const {
  for (const std::string& name : TRY(folder_entries(folder_))) {
    if (!name.contains(':')) continue;
    const auto digest = Digest::parse(name);
    // A store that may only be read keeps them, and the models that need them are missing.
    if (digest && !has(*digest)) std::rename(concat(folder_, "/", name).c_str(), path(*digest).c_str());
  }
  return {};
}

std::string BlobStore::path(const Digest& digest) const { return concat(folder_, "/", file_name(digest)); }

bool BlobStore::has(const Digest& digest) const { return size(digest).has_value(); }

Result<uint64_t> BlobStore::size(const Digest& digest) const {
  struct stat info{};
  const std::string blob = path(digest);
  if (stat(blob.c_str(), &info) != 0) return system_error(blob);
  if (!S_ISREG(info.st_mode)) return fail(ErrorCode::kCorrupt, concat(blob, ": not a regular file"));
  return static_cast<uint64_t>(info.st_size);
}

// --- pinning and reading -------------------------------------------------------------------------------------

Result<BlobPin> BlobStore::open_pinned(const Digest& digest, const StoreLock&) const {
  const std::string blob = path(digest);
  Descriptor file = TRY(open_regular(blob));
  TRY(lock_shared(file, blob));
  const struct stat info = TRY(file_info(file, blob));
  return BlobPin(digest, static_cast<uint64_t>(info.st_size), std::move(file));
}

Result<BlobPin> BlobStore::open_pinned(const Digest& digest) const {
  const StoreLock lock = TRY(StoreLock::shared(root_));
  return open_pinned(digest, lock);
}

Result<BlobPin> BlobStore::pin(const Digest& digest) const {
  BlobPin blob = TRY(open_pinned(digest));
  TRY(check_link(blob));
  return blob;
}

bool BlobStore::is_as_noted(const BlobPin& blob) const {
  const auto info = file_info(blob.file_, path(blob.digest()));
  return info && linked_.compare(blob.digest(), *info) != LinkedFiles::State::kChanged;
}

Status BlobStore::check_link(const BlobPin& blob) const {
  const std::string blob_path = path(blob.digest());
  const struct stat info = TRY(file_info(blob.file_, blob_path));
  if (is_as_noted(blob)) return {};
  const Digest found = TRY(hash_file(blob.file_, blob_path));
  const std::string source = linked_.source(blob.digest());
  if (found != blob.digest()) {
    return fail(ErrorCode::kCorrupt, concat(blob_path, ": was linked to ", source, ", which has changed since; remove ",
                                            "the models that use it, then create them again"));
  }
  // Only its time changed. Without the right to note that, it is hashed again the next time.
  if (const auto lock = StoreLock::exclusive(root_)) {
    [[maybe_unused]] const Status noted = linked_.note(blob.digest(), info, source, *lock);
  }
  return {};
}

Result<std::string> BlobStore::read(const Digest& digest, uint64_t max_bytes) const {
  const std::string blob = path(digest);
  const Descriptor file = TRY(open_regular(blob));
  std::string text = TRY(read_text(file, blob, max_bytes));
  if (const Digest found = Sha256::of(text); found != digest) return other_content(blob, found);
  return text;
}

Status BlobStore::verify(const Digest& digest) const {
  const std::string blob = path(digest);
  const Descriptor file = TRY(open_regular(blob));
  if (const Digest found = TRY(hash_file(file, blob)); found != digest) return other_content(blob, found);
  return {};
}

// --- adding --------------------------------------------------------------------------------------------------

Result<PartialFile> BlobStore::create_partial() const {
  const StoreLock lock = TRY(StoreLock::shared(root_));
  return PartialFile::create(folder_, lock);
}

// A blob that is there, unless it is to be replaced by right bytes, which mends the store: its size is wrong, or its
// content where that is quickly told.
std::optional<BlobPin> BlobStore::if_intact(Result<BlobPin> there, uint64_t size_bytes) const {
  constexpr uint64_t kQuicklyHashedBytes = uint64_t{1} << 20;
  if (!there || there->size_bytes() != size_bytes) return std::nullopt;
  if (size_bytes <= kQuicklyHashedBytes && !verify(there->digest())) return std::nullopt;
  return *std::move(there);
}

// Gives a finished file its name, unless the blob is there already.
Result<AddedBlob> BlobStore::keep(PartialFile file, const Finished& finished) const {
  const auto size_bytes = static_cast<uint64_t>(finished.info.st_size);
  const Digest& digest = finished.digest;
  if (auto there = if_intact(pin(digest), size_bytes)) return AddedBlob{*std::move(there), Added::kAlreadyThere};
  TRY(file.sync());
  const StoreLock lock = TRY(StoreLock::exclusive(root_));
  // Somebody else may have been quicker, and has his own pinned.
  if (auto there = if_intact(open_pinned(digest, lock), size_bytes); there && is_as_noted(*there)) {
    return AddedBlob{*std::move(there), Added::kAlreadyThere};
  }
  // A note too many costs a hash, one too few hides a change: so it comes before a link, and goes after one.
  const bool links = finished.how == Added::kHardLinked;
  if (links) TRY(linked_.note(digest, finished.info, finished.path, lock));
  Descriptor named = TRY(std::move(file).commit(file_name(digest), lock));
  if (!links) linked_.forget(digest);
  return AddedBlob{BlobPin(digest, size_bytes, std::move(named)), finished.how};
}

Result<AddedBlob> BlobStore::add_bytes(std::string_view text) const { return add_bytes(as_bytes(text)); }

Result<AddedBlob> BlobStore::add_bytes(Bytes bytes) const {
  const Digest digest = Sha256::of(bytes);
  if (auto there = if_intact(pin(digest), bytes.size())) return AddedBlob{*std::move(there), Added::kAlreadyThere};
  Writer out = TRY(writer(bytes.size()));
  TRY(out.append(bytes));
  return std::move(out).commit(digest);
}

Result<PartialFile> BlobStore::link_partial(const std::string& path) const {
  Descriptor source = TRY(open_regular(path));
  const struct stat info = TRY(file_info(source, path));
  if (!is_private(info)) return fail(ErrorCode::kUnsupported, concat(path, ": others may write to it"));
  const StoreLock lock = TRY(StoreLock::shared(root_));
  return PartialFile::hard_link(folder_, std::move(source), lock);
}

Result<AddedBlob> BlobStore::add_shared(PartialFile file, const std::string& path, Added how) const {
  const struct stat info = TRY(file_info(file.descriptor(), path));
  const Digest digest = TRY(hash_file(file.descriptor(), path));
  return keep(std::move(file), {.digest = digest, .how = how, .path = path, .info = info});
}

// Hashed before it is copied, so that a file that is there already costs no space.
Result<AddedBlob> BlobStore::add_copy(const Descriptor& source, const std::string& path) const {
  const Digest digest = TRY(hash_file(source, path));
  const struct stat info = TRY(file_info(source, path));
  const auto size_bytes = static_cast<uint64_t>(info.st_size);
  if (auto there = if_intact(pin(digest), size_bytes)) return AddedBlob{*std::move(there), Added::kAlreadyThere};
  Writer out = TRY(writer(size_bytes));
  TRY(for_each_piece(source, path, [&](Bytes piece) { return out.append(piece); }));
  auto added = std::move(out).commit(digest);
  if (!added) return within(path, std::move(added.error()));
  return added;
}

Result<AddedBlob> BlobStore::add_file(const std::string& path) const {
  const Descriptor source = TRY(open_regular(path));
  PartialFile empty = TRY(create_partial());
  if (auto file = TRY(unless_unsupported(reflinked(std::move(empty), source)))) {
    return add_shared(*std::move(file), path, Added::kReflinked);
  }
  if (auto file = TRY(unless_unsupported(link_partial(path)))) {
    return add_shared(*std::move(file), path, Added::kHardLinked);
  }
  return add_copy(source, path);
}

Result<AddedBlob> BlobStore::add_partial(PartialFile file, const Digest& digest) const {
  // In place of an exclusive lock, if it had one: a blob is shared.
  TRY(lock_shared(file.descriptor(), file.path()));
  const struct stat info = TRY(file_info(file.descriptor(), file.path()));
  return keep(std::move(file), {.digest = digest, .how = Added::kWritten, .path = {}, .info = info});
}

Result<BlobStore::Writer> BlobStore::writer(uint64_t expected_bytes) const {
  PartialFile file = TRY(create_partial());
  TRY(file.reserve(expected_bytes));
  return Writer(*this, std::move(file));
}

Status BlobStore::Writer::append(Bytes bytes) {
  hash_.update(bytes);
  return file_.append(bytes);
}

Result<AddedBlob> BlobStore::Writer::commit(const Digest& expected) && { return std::move(*this).finish(&expected); }

Result<AddedBlob> BlobStore::Writer::commit() && { return std::move(*this).finish(nullptr); }

Result<AddedBlob> BlobStore::Writer::finish(const Digest* expected) && {
  const Digest found = hash_.finish();
  if (expected != nullptr && found != *expected) {
    return fail(ErrorCode::kCorrupt,
                concat("digest mismatch, expected \"", expected->text(), "\", got \"", found.text(), "\""));
  }
  TRY(file_.trim());
  const struct stat info = TRY(file_info(file_.descriptor(), file_.path()));
  return store_.keep(std::move(file_), {.digest = found, .how = Added::kWritten, .path = {}, .info = info});
}

// --- removing ------------------------------------------------------------------------------------------------

Result<BlobStore::Removed> BlobStore::remove(const Digest& digest, const StoreLock& exclusive) const {
  CHECK(exclusive.is_exclusive());
  const std::string blob = path(digest);
  const auto file = open_regular(blob);
  if (!file && file.error().code == ErrorCode::kNotFound) return Removed::kWasAbsent;
  if (!file) return std::unexpected(file.error());
  if (TRY(try_lock_exclusive(*file, blob)) == InUse::kYes) return Removed::kInUse;
  if (unlink(blob.c_str()) != 0) return system_error(blob, "cannot be removed");
  linked_.forget(digest);
  return Removed::kYes;
}

}  // namespace hearth::store
