#include "gguf/value.h"

#include <array>
#include <limits>
#include <utility>

namespace hearth::gguf {
namespace {

constexpr std::array<std::string_view, 13> kNames = {"u8",   "i8",     "u16",   "i16", "u32", "i32", "f32",
                                                     "bool", "string", "array", "u64", "i64", "f64"};

int64_t saturated(uint64_t value) {
  constexpr uint64_t kMax = std::numeric_limits<int64_t>::max();
  return static_cast<int64_t>(value < kMax ? value : kMax);
}

// Calls use(T{}) with the C++ type of a fixed-size value type, or other() for strings and arrays.
template <class Use, class Other>
auto with_type(ValueType type, Use use, Other other) {
  switch (type) {
    case ValueType::kU8:
      return use(uint8_t{});
    case ValueType::kI8:
      return use(int8_t{});
    case ValueType::kU16:
      return use(uint16_t{});
    case ValueType::kI16:
      return use(int16_t{});
    case ValueType::kU32:
      return use(uint32_t{});
    case ValueType::kI32:
      return use(int32_t{});
    case ValueType::kF32:
      return use(float{});
    case ValueType::kBool:
      return use(uint8_t{});
    case ValueType::kU64:
      return use(uint64_t{});
    case ValueType::kI64:
      return use(int64_t{});
    case ValueType::kF64:
      return use(double{});
    case ValueType::kString:
    case ValueType::kArray:
      break;
  }
  return other();
}

}  // namespace

std::string_view name(ValueType type) {
  const auto id = static_cast<size_t>(type);
  return id < kNames.size() ? kNames[id] : "unknown";
}

uint64_t size_bytes(ValueType type) {
  return with_type(type, [](auto zero) -> uint64_t { return sizeof zero; }, [] { return uint64_t{0}; });
}

bool Array::is_integer() const { return is_number() && element_ != ValueType::kF32 && element_ != ValueType::kF64; }

bool Array::is_number() const { return size_bytes(element_) != 0; }

int64_t Array::integer(uint64_t i) const {
  CHECK(is_integer() && i < count_);
  return with_type(
      element_,
      [&]<class T>(T) -> int64_t {
        const T value = load_unaligned<T>(data_.data() + i * sizeof(T));
        if constexpr (std::is_same_v<T, uint64_t>) return saturated(value);
        return static_cast<int64_t>(value);
      },
      [] { return int64_t{0}; });
}

double Array::number(uint64_t i) const {
  CHECK(is_number() && i < count_);
  return with_type(
      element_, [&]<class T>(T) { return static_cast<double>(load_unaligned<T>(data_.data() + i * sizeof(T))); },
      [] { return 0.0; });
}

std::optional<int64_t> Value::integer() const {
  if (const auto* value = std::get_if<int64_t>(&data)) return *value;
  if (const auto* value = std::get_if<uint64_t>(&data); value != nullptr && std::in_range<int64_t>(*value)) {
    return static_cast<int64_t>(*value);
  }
  return {};
}

std::optional<double> Value::number() const {
  if (const auto* value = std::get_if<double>(&data)) return *value;
  if (const auto* value = std::get_if<int64_t>(&data)) return static_cast<double>(*value);
  if (const auto* value = std::get_if<uint64_t>(&data)) return static_cast<double>(*value);
  return {};
}

std::optional<bool> Value::boolean() const {
  if (const auto* value = std::get_if<bool>(&data)) return *value;
  return {};
}

std::optional<std::string_view> Value::string() const {
  if (const auto* value = std::get_if<std::string_view>(&data)) return *value;
  return {};
}

const Array* Value::array() const { return std::get_if<Array>(&data); }

}  // namespace hearth::gguf
