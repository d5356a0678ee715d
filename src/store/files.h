// What the store asks of the operating system, with errors that name the file and, when a disk is full, the numbers.
#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/digest.h"
#include "base/result.h"
#include "store/descriptor.h"

namespace hearth::store {

// "<path>: <what>: <the system's reason>" from errno; `what` may be empty. kNotFound for a file that is not there.
std::unexpected<Error> system_error(const std::string& path, std::string_view what = {});
// Why `needed_bytes` could not be written into a folder, from errno. A full disk is told with what is free there.
std::unexpected<Error> write_error(const std::string& folder, uint64_t needed_bytes);

// kIo with both numbers when fewer bytes are free on the disk of `folder`.
Status check_free_space(const std::string& folder, uint64_t needed_bytes);

Result<struct stat> file_info(const Descriptor& file, const std::string& path);
// Opens a regular file for reading; following a pipe or a device would wait, or worse.
Result<Descriptor> open_regular(const std::string& path);

// Makes the folder and those above it, and what is new durable.
Status make_folders(const std::string& path);
// Makes names that were added to or removed from a folder durable.
Status sync_folder(const std::string& path);
// Names in a folder, sorted, without "." and "..". Empty when there is no such folder.
Result<std::vector<std::string>> folder_entries(const std::string& path);

// The whole content. kCorrupt when it has more than `max_bytes`.
Result<std::string> read_text(const Descriptor& file, const std::string& path, uint64_t max_bytes);
// Calls `take` with the content, piece by piece from the start; stops at its first error. kCorrupt when the file
// changes meanwhile.
Status for_each_piece(const Descriptor& file, const std::string& path, const std::function<Status(Bytes)>& take);
// Of the whole content. kCorrupt when the file changes meanwhile.
Result<Digest> hash_file(const Descriptor& file, const std::string& path);

}  // namespace hearth::store
