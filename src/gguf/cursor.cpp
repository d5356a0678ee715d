#include "gguf/cursor.h"

namespace hearth::gguf {

std::string Cursor::ends_in(std::string_view what) const {
  return concat("the file ends at byte ", file_bytes(), ", in ", what);
}

Result<Bytes> Cursor::elements(uint64_t count, uint64_t element_bytes, std::string_view what) {
  if (count > remaining() / element_bytes) {
    return fail(ErrorCode::kCorrupt, concat("the file ends at byte ", file_bytes(), ", in ", what, " with ", count,
                                            " elements that start at byte ", at_));
  }
  const uint64_t start = at_;
  at_ += count * element_bytes;
  return since(start);
}

uint64_t Cursor::pass_string(uint64_t max_bytes) {
  if (remaining() < sizeof(uint64_t)) return kBad;
  const uint64_t length = load_unaligned<uint64_t>(bytes_.data() + at_);
  if (length > max_bytes || length > remaining() - sizeof(uint64_t)) return kBad;
  at_ += sizeof(uint64_t) + length;
  return length;
}

Error Cursor::string_error(std::string_view what, uint64_t max_bytes) const {
  if (remaining() < sizeof(uint64_t)) return {ErrorCode::kCorrupt, ends_in(what)};
  const uint64_t length = load_unaligned<uint64_t>(bytes_.data() + at_);
  if (length > max_bytes) {
    return {ErrorCode::kCorrupt,
            concat(what, " at byte ", at_, " states a length of ", length, " bytes, the limit is ", max_bytes)};
  }
  return {ErrorCode::kCorrupt, concat(ends_in(what), " of ", length, " bytes that starts at byte ", at_)};
}

Result<std::string_view> Cursor::string(std::string_view what, uint64_t max_bytes) {
  const uint64_t length = pass_string(max_bytes);
  if (length == kBad) return std::unexpected(string_error(what, max_bytes));
  return std::string_view(reinterpret_cast<const char*>(bytes_.data() + at_ - length), length);
}

Status Cursor::skip_strings(uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    if (pass_string(kMaxStringBytes) != kBad) continue;
    return std::unexpected(string_error(concat("string ", i, " of ", count), kMaxStringBytes));
  }
  return {};
}

}  // namespace hearth::gguf
