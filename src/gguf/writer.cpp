#include "gguf/writer.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/check.h"
#include "base/text.h"
#include "gguf/header.h"
#include "gguf/output_file.h"

namespace hearth::gguf {
namespace {

constexpr size_t kMaxDims = 4;

uint64_t padding(uint64_t size, uint64_t alignment) { return (alignment - size % alignment) % alignment; }

Result<uint64_t> tensor_bytes(const TensorSpec& spec) {
  const quant::FormatInfo& format = quant::info(spec.format);
  const uint64_t columns = spec.dims.empty() ? 1 : spec.dims[0];
  uint64_t rows = 1;
  bool fits = spec.dims.size() <= kMaxDims && columns > 0 && columns < (uint64_t{1} << 40);
  for (size_t i = 1; i < spec.dims.size(); ++i) fits = fits && !__builtin_mul_overflow(rows, spec.dims[i], &rows);
  if (!fits || rows == 0 || columns % static_cast<uint64_t>(format.block_size) != 0) {
    return fail(ErrorCode::kInvalidArgument,
                concat("tensor ", spec.name, ": has a shape that ", format.name,
                       " cannot have, 1 to 4 dimensions above 0 with rows of whole blocks of ", format.block_size));
  }
  uint64_t bytes = 0;
  if (__builtin_mul_overflow(rows, quant::row_bytes(format, columns), &bytes)) {
    return fail(ErrorCode::kInvalidArgument, concat("tensor ", spec.name, ": is larger than any file"));
  }
  return bytes;
}

// Lets the source of one tensor speak and holds it to `expected` bytes.
Status emit_tensor(const TensorSpec& spec, const Writer::Source& source, uint64_t expected, const Writer::Emit& emit) {
  uint64_t n_bytes = 0;
  TRY(source([&](Bytes piece) {
    n_bytes += piece.size();
    return emit(piece);
  }));
  if (n_bytes == expected) return {};
  return fail(ErrorCode::kInvalidArgument,
              concat("tensor ", spec.name, ": got ", n_bytes, " bytes of data, its shape takes ", expected));
}

// A value as it lies in a file.
std::vector<uint8_t> value_bytes(const Value& value) {
  std::vector<uint8_t> out;
  if (const Array* array = value.array()) {
    detail::append_value(out, static_cast<uint32_t>(array->element()));
    detail::append_value(out, array->count());
    out.insert(out.end(), array->data().begin(), array->data().end());
  } else if (const auto text = value.string()) {
    detail::append_value(out, *text);
  } else if (const auto flag = value.boolean()) {
    detail::append_value(out, *flag);
  } else if (value.type == ValueType::kF32) {
    detail::append_value(out, static_cast<float>(std::get<double>(value.data)));
  } else if (value.type == ValueType::kF64) {
    detail::append_value(out, std::get<double>(value.data));
  } else {  // an integer: its low bytes, whatever its sign
    const auto* negative = std::get_if<int64_t>(&value.data);
    detail::append_value(out, negative != nullptr ? static_cast<uint64_t>(*negative) : std::get<uint64_t>(value.data));
    out.resize(size_bytes(value.type));
  }
  return out;
}

Status emit_zeros(uint64_t count, const Writer::Emit& emit) { return emit(std::vector<uint8_t>(count)); }

}  // namespace

void Writer::set_bytes(std::string_view key, ValueType type, std::vector<uint8_t> bytes) {
  const auto same = std::ranges::find(entries_, key, &Entry::key);
  if (same != entries_.end()) {
    *same = Entry{std::string(key), type, std::move(bytes)};
  } else {
    entries_.push_back({std::string(key), type, std::move(bytes)});
  }
}

void Writer::add_tensor(TensorSpec spec, std::vector<uint8_t> data) {
  add_tensor(std::move(spec), [data = std::move(data)](const Emit& emit) { return emit(data); });
}

void Writer::add_tensor(TensorSpec spec, Source source) { tensors_.push_back({std::move(spec), std::move(source)}); }

void Writer::add_weights(TensorSpec spec, std::span<const float> weights) {
  const quant::FormatInfo& format = quant::info(spec.format);
  CHECK(weights.size() % static_cast<size_t>(format.block_size) == 0);
  std::vector<uint8_t> data(quant::row_bytes(format, weights.size()));
  format.encode(weights.data(), data.data(), weights.size());
  add_tensor(std::move(spec), std::move(data));
}

void Writer::set_value(std::string_view key, const Value& value) { set_bytes(key, value.type, value_bytes(value)); }

Result<uint32_t> Writer::alignment() const {
  const auto entry = std::ranges::find(entries_, "general.alignment", &Entry::key);
  if (entry == entries_.end()) return kDefaultAlignment;
  Value value{entry->type, uint64_t{0}};
  if (entry->type == ValueType::kU32) value.data = uint64_t{load_unaligned<uint32_t>(entry->bytes.data())};
  auto alignment = checked_alignment(value);
  if (!alignment) alignment.error().code = ErrorCode::kInvalidArgument;
  return alignment;
}

std::vector<uint8_t> Writer::header(std::span<const uint64_t> sizes, uint64_t alignment) const {
  std::vector<uint8_t> out(std::begin(kMagic), std::end(kMagic));
  detail::append_value(out, kNewestVersion);
  detail::append_value(out, uint64_t{tensors_.size()});
  detail::append_value(out, uint64_t{entries_.size()});
  for (const Entry& entry : entries_) {
    detail::append_value(out, std::string_view(entry.key));
    detail::append_value(out, static_cast<uint32_t>(entry.type));
    out.insert(out.end(), entry.bytes.begin(), entry.bytes.end());
  }
  uint64_t offset = 0;
  for (size_t i = 0; i < tensors_.size(); ++i) {
    const TensorSpec& spec = tensors_[i].spec;
    detail::append_value(out, std::string_view(spec.name));
    detail::append_value(out, static_cast<uint32_t>(spec.dims.size()));
    for (const uint64_t dim : spec.dims) detail::append_value(out, dim);
    detail::append_value(out, quant::info(spec.format).gguf_type);
    detail::append_value(out, offset);
    offset += sizes[i] + padding(sizes[i], alignment);
  }
  out.resize(out.size() + padding(out.size(), alignment));
  return out;
}

Status Writer::write_to(const Emit& emit) const {
  const uint64_t aligned_to = TRY(alignment());
  std::vector<uint64_t> sizes;
  std::unordered_set<std::string_view> names;
  for (const Tensor& tensor : tensors_) {
    if (!names.insert(tensor.spec.name).second) {
      return fail(ErrorCode::kInvalidArgument, concat("tensor ", tensor.spec.name, ": is added twice"));
    }
    sizes.push_back(TRY(tensor_bytes(tensor.spec)));
  }
  TRY(emit(header(sizes, aligned_to)));
  for (size_t i = 0; i < tensors_.size(); ++i) {
    TRY(emit_tensor(tensors_[i].spec, tensors_[i].source, sizes[i], emit));
    TRY(emit_zeros(padding(sizes[i], aligned_to), emit));
  }
  return {};
}

Status Writer::write(const std::string& path) const {
  OutputFile file = TRY(OutputFile::create(path));
  if (Status status = write_to([&](Bytes bytes) { return file.append(bytes); }); !status) {
    return within(path, std::move(status.error()));
  }
  return file.commit();
}

Result<std::vector<uint8_t>> Writer::to_bytes() const {
  std::vector<uint8_t> out;
  TRY(write_to([&](Bytes bytes) {
    out.insert(out.end(), bytes.begin(), bytes.end());
    return Status();
  }));
  return out;
}

}  // namespace hearth::gguf
