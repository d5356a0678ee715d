// Cursor: reads a file's header front to back and never beyond its end.
//
// Every read says what it is reading; when the bytes are not there, the error says where the file ends and in what.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

#include "base/bytes.h"
#include "base/result.h"
#include "base/text.h"

namespace hearth::gguf {

// The longest string that is accepted, whatever the size of the file. Tokenizers embedded as text reach some 30 MB.
inline constexpr uint64_t kMaxStringBytes = uint64_t{256} << 20;

class Cursor {
 public:
  explicit Cursor(Bytes bytes) : bytes_(bytes) {}

  uint64_t offset() const { return at_; }
  uint64_t remaining() const { return bytes_.size() - at_; }
  uint64_t file_bytes() const { return bytes_.size(); }

  template <class T>
    requires(std::is_arithmetic_v<T>)
  Result<T> number(std::string_view what) {
    if (remaining() < sizeof(T)) return fail(ErrorCode::kCorrupt, ends_in(what));
    const T value = load_unaligned<T>(bytes_.data() + at_);
    at_ += sizeof(T);
    return value;
  }

  // `count` elements of `element_bytes` each, not zero.
  Result<Bytes> elements(uint64_t count, uint64_t element_bytes, std::string_view what);

  // A 64-bit length and as many bytes, at most `max_bytes` of them.
  Result<std::string_view> string(std::string_view what, uint64_t max_bytes = kMaxStringBytes);

  // Passes `count` strings, touching their lengths only.
  Status skip_strings(uint64_t count);

  // The bytes from `start` up to here.
  Bytes since(uint64_t start) const { return bytes_.subspan(start, at_ - start); }

 private:
  // Moves past a string of at most `max_bytes` and returns its length, or leaves the cursor and returns kBad.
  uint64_t pass_string(uint64_t max_bytes);
  // Says why pass_string did not pass.
  Error string_error(std::string_view what, uint64_t max_bytes) const;
  std::string ends_in(std::string_view what) const;

  static constexpr uint64_t kBad = ~uint64_t{0};

  Bytes bytes_;
  uint64_t at_ = 0;
};

}  // namespace hearth::gguf
