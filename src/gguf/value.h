// The metadata values of a GGUF file: scalars by value, strings and arrays as views into the mapped file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/bytes.h"
#include "base/check.h"

namespace hearth::gguf {

enum class ValueType : uint32_t {
  kU8 = 0,
  kI8 = 1,
  kU16 = 2,
  kI16 = 3,
  kU32 = 4,
  kI32 = 5,
  kF32 = 6,
  kBool = 7,
  kString = 8,
  kArray = 9,
  kU64 = 10,
  kI64 = 11,
  kF64 = 12,
};

// "u8", "string", ... as messages name them.
std::string_view name(ValueType type);

// Bytes of one value of a fixed-size type; 0 for strings and arrays.
uint64_t size_bytes(ValueType type);

// An array of scalars or strings whose extent was checked when the file was opened. The view lives as long as
// the File. Nested arrays are accepted by the reader and have no accessor but their count.
class Array {
 public:
  Array() = default;
  Array(ValueType element, uint64_t count, Bytes data) : element_(element), count_(count), data_(data) {}

  ValueType element() const { return element_; }
  uint64_t count() const { return count_; }
  Bytes data() const { return data_; }  // the elements as they lie in the file, unaligned

  // Element i of a fixed-size element type, converted: integer() for any integer or bool type (a u64 beyond int64
  // becomes the largest int64), number() for any real, integer or bool type. The caller has asked is_integer() or
  // is_number(); i < count().
  bool is_integer() const;
  bool is_number() const;
  int64_t integer(uint64_t i) const;
  double number(uint64_t i) const;

  // Calls visit(std::string_view) for every element of an array of strings, in order. A file that is overwritten
  // while it is open may end the walk early, but never leads it beyond the array.
  template <class Visit>
  void for_each_string(Visit visit) const {
    CHECK(element_ == ValueType::kString || count_ == 0);
    Bytes rest = data_;
    for (uint64_t i = 0; i < count_ && rest.size() >= 8; ++i) {
      const uint64_t length = load_unaligned<uint64_t>(rest.data());
      if (length > rest.size() - 8) return;
      visit(std::string_view(reinterpret_cast<const char*>(rest.data()) + 8, length));
      rest = rest.subspan(8 + length);
    }
  }

 private:
  ValueType element_ = ValueType::kU8;
  uint64_t count_ = 0;
  Bytes data_;
};

// One metadata value: integers of every width as int64/uint64, reals as double, the exact type beside it.
struct Value {
  ValueType type = ValueType::kU8;
  std::variant<uint64_t, int64_t, double, bool, std::string_view, Array> data;

  // The value as what the caller needs, or nothing when it is of another kind or out of range.
  std::optional<int64_t> integer() const;  // any integer type
  std::optional<double> number() const;    // any integer or real type
  std::optional<bool> boolean() const;
  std::optional<std::string_view> string() const;
  const Array* array() const;  // null when it is not an array
};

}  // namespace hearth::gguf
