#include "gguf/metadata.h"

#include <algorithm>
#include <limits>
#include <type_traits>

#include "base/text.h"
#include "base/utf8.h"
#include "gguf/printable.h"

namespace hearth::gguf {
namespace {

constexpr uint64_t kMaxKeyBytes = 65535;  // as the specification says
constexpr uint64_t kMaxElements = uint64_t{1} << 28;
constexpr int kMaxDepth = 4;  // arrays within arrays

// What the smallest element of a type takes: an empty string is its length, an empty array its type and count.
uint64_t smallest_element_bytes(ValueType type) {
  if (type == ValueType::kString) return 8;
  if (type == ValueType::kArray) return 12;
  return size_bytes(type);
}

Result<ValueType> read_type(Cursor& cursor, std::string_view what) {
  const auto id = TRY(cursor.number<uint32_t>(what));
  if (id <= static_cast<uint32_t>(ValueType::kF64)) return static_cast<ValueType>(id);
  std::string known;
  for (uint32_t i = 0; i <= static_cast<uint32_t>(ValueType::kF64); ++i) {
    known += concat(i == 0 ? "" : ", ", i, " (", name(static_cast<ValueType>(i)), ")");
  }
  return fail(ErrorCode::kUnsupported, concat(what, " is ", id, ", known are ", known));
}

Status check_bools(Bytes values, uint64_t offset) {
  const auto bad = std::ranges::find_if(values, [](uint8_t value) { return value > 1; });
  if (bad == values.end()) return {};
  return fail(ErrorCode::kCorrupt, concat("the bool at byte ", offset + static_cast<uint64_t>(bad - values.begin()),
                                          " is ", int{*bad}, ", expected 0 or 1"));
}

struct ArrayHead {
  ValueType element;
  uint64_t count;
};

Result<ArrayHead> read_array_head(Cursor& cursor) {
  const ValueType element = TRY(read_type(cursor, "the type of the array's elements"));
  const auto count = TRY(cursor.number<uint64_t>("the number of the array's elements"));
  if (count > kMaxElements) {
    return fail(ErrorCode::kCorrupt, concat("an array of ", count, " elements, the limit is ", kMaxElements));
  }
  const uint64_t room = cursor.remaining() / smallest_element_bytes(element);
  if (count > room) {
    return fail(ErrorCode::kCorrupt,
                concat("the file ends at byte ", cursor.file_bytes(), ", in an array of ", count, " elements of type ",
                       name(element), " that starts at byte ", cursor.offset()));
  }
  return ArrayHead{element, count};
}

// Passes the elements of one array, and of the arrays within it down to `depth` levels.
Status skip_elements(Cursor& cursor, ArrayHead head, int depth) {
  if (head.element == ValueType::kString) return cursor.skip_strings(head.count);
  if (head.element != ValueType::kArray) {
    const uint64_t start = cursor.offset();
    const Bytes values = TRY(cursor.elements(head.count, size_bytes(head.element), "an array"));
    return head.element == ValueType::kBool ? check_bools(values, start) : Status();
  }
  if (depth == 0) return fail(ErrorCode::kUnsupported, concat("arrays nested more than ", kMaxDepth, " deep"));
  for (uint64_t i = 0; i < head.count; ++i) {
    const ArrayHead inner = TRY(read_array_head(cursor));
    TRY(skip_elements(cursor, inner, depth - 1));
  }
  return {};
}

Result<Array> read_array(Cursor& cursor) {
  const ArrayHead head = TRY(read_array_head(cursor));
  const uint64_t start = cursor.offset();
  TRY(skip_elements(cursor, head, kMaxDepth - 1));
  return Array(head.element, head.count, cursor.since(start));
}

Result<Value> read_bool(Cursor& cursor) {
  const uint64_t start = cursor.offset();
  const Bytes byte = TRY(cursor.elements(1, 1, "a bool"));
  TRY(check_bools(byte, start));
  return Value{ValueType::kBool, byte[0] == 1};
}

// A value of the C++ type T, widened to what Value holds.
template <class T>
Result<Value> read_number(Cursor& cursor, ValueType type) {
  using Wide = std::conditional_t<std::is_floating_point_v<T>, double,
                                  std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>>;
  const T value = TRY(cursor.number<T>("a value"));
  return Value{type, static_cast<Wide>(value)};
}

Result<Value> read_value(Cursor& cursor, ValueType type) {
  switch (type) {
    case ValueType::kU8:
      return read_number<uint8_t>(cursor, type);
    case ValueType::kI8:
      return read_number<int8_t>(cursor, type);
    case ValueType::kU16:
      return read_number<uint16_t>(cursor, type);
    case ValueType::kI16:
      return read_number<int16_t>(cursor, type);
    case ValueType::kU32:
      return read_number<uint32_t>(cursor, type);
    case ValueType::kI32:
      return read_number<int32_t>(cursor, type);
    case ValueType::kF32:
      return read_number<float>(cursor, type);
    case ValueType::kU64:
      return read_number<uint64_t>(cursor, type);
    case ValueType::kI64:
      return read_number<int64_t>(cursor, type);
    case ValueType::kF64:
      return read_number<double>(cursor, type);
    case ValueType::kBool:
      return read_bool(cursor);
    case ValueType::kString:
      return Value{type, TRY(cursor.string("a string"))};
    case ValueType::kArray:
      return Value{type, TRY(read_array(cursor))};
  }
  return fail(ErrorCode::kUnsupported, "a value of unknown type");  // read_type lets none through
}

Result<std::string_view> read_key(Cursor& cursor, uint64_t number, uint64_t count) {
  const std::string what = concat("the key of metadata entry ", number, " of ", count);
  const std::string_view key = TRY(cursor.string(what, kMaxKeyBytes));
  if (key.empty()) return fail(ErrorCode::kCorrupt, what + " is empty");
  if (!utf8::is_valid(key)) return fail(ErrorCode::kCorrupt, concat(what, " is not UTF-8: ", printable(key)));
  return key;
}

Result<Value> read_typed_value(Cursor& cursor) {
  const ValueType type = TRY(read_type(cursor, "the type of the value"));
  return read_value(cursor, type);
}

}  // namespace

const Value* Metadata::find(std::string_view key) const {
  const auto found = index.find(key);
  return found == index.end() ? nullptr : &entries[found->second].second;
}

Result<Metadata> read_metadata(Cursor& cursor, uint64_t count) {
  Metadata metadata;
  metadata.entries.reserve(std::min<uint64_t>(count, 256));
  for (uint64_t i = 0; i < count; ++i) {
    const std::string_view key = TRY(read_key(cursor, i + 1, count));
    Result<Value> value = read_typed_value(cursor);
    if (!value) return within("key " + printable(key), std::move(value.error()));
    if (!metadata.index.emplace(key, i).second) {
      return fail(ErrorCode::kCorrupt, concat("key ", printable(key), ": appears twice"));
    }
    metadata.entries.emplace_back(key, *value);
  }
  return metadata;
}

}  // namespace hearth::gguf
