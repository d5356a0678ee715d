#include "gguf/header.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <string>

#include "base/text.h"
#include "gguf/cursor.h"
#include "gguf/foreign_file.h"
#include "gguf/tensor_table.h"

namespace hearth::gguf {
namespace {

constexpr uint64_t kMinAlignment = 8;
constexpr uint64_t kMaxAlignment = uint64_t{1} << 20;

// No model comes near these; they keep a crafted file from keeping us busy.
constexpr uint64_t kMaxTensors = uint64_t{1} << 18;
constexpr uint64_t kMaxEntries = uint64_t{1} << 16;
// The smallest entries: a name of one byte, and no dimensions or a value of one byte.
constexpr uint64_t kSmallestTensorBytes = 8 + 1 + 4 + 4 + 8;
constexpr uint64_t kSmallestEntryBytes = 8 + 1 + 4 + 1;

Status check_magic(Bytes file) {
  if (file.empty()) return fail(ErrorCode::kCorrupt, "the file is empty");
  const size_t n = std::min(file.size(), sizeof kMagic);
  if (std::memcmp(file.data(), kMagic, n) != 0) {
    return fail(ErrorCode::kUnsupported, "not a GGUF file: " + describe_foreign_file(file));
  }
  return {};
}

Status check_version(uint32_t version) {
  if (version == 2 || version == kNewestVersion) return {};
  if (version == 1) {
    return fail(ErrorCode::kUnsupported, "GGUF version 1 of 2023, supported are 2 and 3; convert the model again");
  }
  // The magic reads the same in both byte orders, the number does not.
  if ((version & 0xffffu) == 0 && version != 0) {
    return fail(ErrorCode::kUnsupported, "a big-endian GGUF file, supported is little-endian; convert it");
  }
  return fail(ErrorCode::kUnsupported, concat("GGUF version ", version, ", supported are 2 and 3"));
}

// `smallest` is what one entry takes at least in the rest of the file.
Status check_count(const Cursor& cursor, uint64_t count, std::string_view what, uint64_t limit, uint64_t smallest) {
  if (count > limit) {
    return fail(ErrorCode::kCorrupt, concat("the header states ", count, " ", what, ", the limit is ", limit));
  }
  const uint64_t room = cursor.remaining() / smallest;
  if (count > room) {
    return fail(ErrorCode::kCorrupt, concat("the header states ", count, " ", what, ", the file of ",
                                            cursor.file_bytes(), " bytes has room for ", room));
  }
  return {};
}

Result<uint64_t> alignment_of(const Metadata& metadata) {
  const Value* value = metadata.find("general.alignment");
  if (value == nullptr) return kDefaultAlignment;
  return checked_alignment(*value);
}

}  // namespace

Result<uint32_t> checked_alignment(const Value& value) {
  if (value.type != ValueType::kU32) {
    return fail(ErrorCode::kCorrupt,
                concat("key general.alignment: has the type ", name(value.type), ", expected u32"));
  }
  const uint64_t alignment = std::get<uint64_t>(value.data);
  if (!std::has_single_bit(alignment) || alignment < kMinAlignment || alignment > kMaxAlignment) {
    return fail(ErrorCode::kCorrupt, concat("key general.alignment: is ", alignment, ", expected a power of two from ",
                                            kMinAlignment, " to ", kMaxAlignment));
  }
  return static_cast<uint32_t>(alignment);
}

Result<Header> parse_header(Bytes file) {
  TRY(check_magic(file));
  Cursor cursor(file);
  TRY(cursor.elements(sizeof kMagic, 1, "the magic bytes"));
  Header header;
  header.version = TRY(cursor.number<uint32_t>("the version"));
  TRY(check_version(header.version));
  const auto n_tensors = TRY(cursor.number<uint64_t>("the number of tensors"));
  const auto n_entries = TRY(cursor.number<uint64_t>("the number of metadata entries"));
  TRY(check_count(cursor, n_entries, "metadata entries", kMaxEntries, kSmallestEntryBytes));
  TRY(check_count(cursor, n_tensors, "tensors", kMaxTensors, kSmallestTensorBytes));

  header.metadata = TRY(read_metadata(cursor, n_entries));
  const uint64_t alignment = TRY(alignment_of(header.metadata));
  header.tensors = TRY(read_tensor_table(cursor, n_tensors));
  const uint64_t data_start = (cursor.offset() + alignment - 1) & ~(alignment - 1);
  TRY(place_tensors(header.tensors, {data_start, alignment, cursor.file_bytes()}));
  return header;
}

}  // namespace hearth::gguf
