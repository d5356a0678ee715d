// gguf::Writer: builds a GGUF v3 file from metadata and tensors, and streams tensors that do not fit into memory.
//
//   Writer w;
//   w.set("general.architecture", "llama");
//   w.set("llama.block_count", 2u);
//   w.set("tokenizer.ggml.tokens", std::vector<std::string>{"a", "b"});
//   w.add_weights({"output_norm.weight", quant::Format::kF32, {4}}, std::vector{1.f, 1.f, 1.f, 1.f});
//   TRY(w.write("tiny.gguf"));
//
// The value type of a key is the C++ type given: 2u is u32, 2 is i32, 2.f is f32, 2.0 is f64. A range becomes an
// array, a range of ranges an array of arrays.
#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "gguf/value.h"
#include "quant/format.h"

namespace hearth::gguf {

namespace detail {

template <class T>
concept String = std::convertible_to<const T&, std::string_view>;

// The GGUF type of a C++ type.
template <class T>
constexpr ValueType value_type() {
  if constexpr (String<T>) {
    return ValueType::kString;
  } else if constexpr (std::ranges::input_range<const T>) {
    return ValueType::kArray;
  } else if constexpr (std::same_as<T, bool>) {
    return ValueType::kBool;
  } else if constexpr (std::same_as<T, float>) {
    return ValueType::kF32;
  } else if constexpr (std::same_as<T, double>) {
    return ValueType::kF64;
  } else {
    static_assert(std::integral<T>, "a GGUF value is a number, a bool, a string or a range of these");
    constexpr bool kSigned = std::signed_integral<T>;
    if constexpr (sizeof(T) == 1) return kSigned ? ValueType::kI8 : ValueType::kU8;
    if constexpr (sizeof(T) == 2) return kSigned ? ValueType::kI16 : ValueType::kU16;
    if constexpr (sizeof(T) == 4) return kSigned ? ValueType::kI32 : ValueType::kU32;
    if constexpr (sizeof(T) == 8) return kSigned ? ValueType::kI64 : ValueType::kU64;
  }
}

template <class T>
  requires(std::is_arithmetic_v<T>)
void append_value(std::vector<uint8_t>& out, T value) {
  const size_t at = out.size();
  out.resize(at + sizeof value);
  store_unaligned(out.data() + at, value);
}

inline void append_value(std::vector<uint8_t>& out, std::string_view text) {
  append_value(out, uint64_t{text.size()});
  out.insert(out.end(), text.begin(), text.end());
}

template <std::ranges::input_range Range>
  requires(!String<Range>)
void append_value(std::vector<uint8_t>& out, const Range& range) {
  using Element = std::ranges::range_value_t<const Range>;
  append_value(out, static_cast<uint32_t>(value_type<Element>()));
  append_value(out, static_cast<uint64_t>(std::ranges::distance(range)));
  for (const Element& element : range) append_value(out, element);
}

}  // namespace detail

struct TensorSpec {
  std::string name;
  quant::Format format = quant::Format::kF32;
  std::vector<uint64_t> dims;  // GGUF order: dims[0] is the row length
};

class Writer {
 public:
  using Emit = std::function<Status(Bytes)>;
  // Hands a tensor's bytes, in order and in pieces of any size, to the `emit` that it is given.
  using Source = std::function<Status(const Emit& emit)>;

  // Sets or replaces a key. The u32 general.alignment is obeyed.
  template <class T>
  void set(std::string_view key, const T& value) {
    std::vector<uint8_t> bytes;
    detail::append_value(bytes, value);
    set_bytes(key, detail::value_type<T>(), std::move(bytes));
  }

  // The same for a value that was read from a file.
  void set_value(std::string_view key, const Value& value);

  // Adds a tensor after those that are there: its bytes as they will lie in the file, or where they come from.
  void add_tensor(TensorSpec spec, std::vector<uint8_t> data);
  void add_tensor(TensorSpec spec, Source source);
  // Adds a tensor whose weights are encoded now; as many as the dimensions say, in rows of whole blocks.
  void add_weights(TensorSpec spec, std::span<const float> weights);

  // Writes the file to a temporary name, then renames it. kInvalidArgument when a tensor repeats a name, has a
  // shape that GGUF or its format does not allow, or when its bytes are fewer or more than that shape takes.
  Status write(const std::string& path) const;
  // Hands the same file, in order and in pieces of any size, to `emit`.
  Status write_to(const Emit& emit) const;
  // The same file as bytes in memory.
  Result<std::vector<uint8_t>> to_bytes() const;

 private:
  struct Entry {
    std::string key;
    ValueType type;
    std::vector<uint8_t> bytes;
  };
  struct Tensor {
    TensorSpec spec;
    Source source;
  };

  void set_bytes(std::string_view key, ValueType type, std::vector<uint8_t> bytes);
  Result<uint32_t> alignment() const;
  std::vector<uint8_t> header(std::span<const uint64_t> sizes, uint64_t alignment) const;

  std::vector<Entry> entries_;
  std::vector<Tensor> tensors_;
};

}  // namespace hearth::gguf
