#include "gguf/tensor_table.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/text.h"
#include "base/utf8.h"
#include "gguf/printable.h"

namespace hearth::gguf {
namespace {

constexpr uint64_t kMaxNameBytes = 255;  // the specification says 64, some writers allow themselves 127
constexpr uint32_t kMaxDims = 4;

// Types of ggml that quant/formats.def does not have, so that a message can name what it cannot read.
struct ForeignFormat {
  uint32_t gguf_type;
  std::string_view name;
};
constexpr ForeignFormat kForeignFormats[] = {
    {4, "Q4_2"},      {5, "Q4_3"},      {9, "Q8_1"},      {15, "Q8_K"},       {16, "IQ2_XXS"},
    {17, "IQ2_XS"},   {18, "IQ3_XXS"},  {19, "IQ1_S"},    {20, "IQ4_NL"},     {21, "IQ3_S"},
    {22, "IQ2_S"},    {23, "IQ4_XS"},   {24, "I8"},       {25, "I16"},        {26, "I32"},
    {27, "I64"},      {28, "F64"},      {29, "IQ1_M"},    {34, "TQ1_0"},      {35, "TQ2_0"},
    {31, "Q4_0_4_4"}, {32, "Q4_0_4_8"}, {33, "Q4_0_8_8"}, {36, "IQ4_NL_4_4"}, {39, "MXFP4"},
};

Error unsupported_format(uint32_t gguf_type) {
  std::string message = concat("type ", gguf_type);
  for (const ForeignFormat& foreign : kForeignFormats) {
    if (foreign.gguf_type == gguf_type) message += concat(" (", foreign.name, ")");
  }
  message += " is not supported; supported are ";
  std::string_view separator;
  for (const quant::FormatInfo& format : quant::all_formats()) {
    message += concat(std::exchange(separator, ", "), format.name);
  }
  return {ErrorCode::kUnsupported, message};
}

std::string shape(const std::vector<uint64_t>& dims) {
  std::string out = "[";
  std::string_view separator;
  for (const uint64_t dim : dims) out += concat(std::exchange(separator, ", "), dim);
  return out + "]";
}

Result<std::vector<uint64_t>> read_dims(Cursor& cursor) {
  const auto n_dims = TRY(cursor.number<uint32_t>("the number of dimensions"));
  if (n_dims > kMaxDims) {
    return fail(ErrorCode::kCorrupt, concat("has ", n_dims, " dimensions, the limit is ", kMaxDims));
  }
  std::vector<uint64_t> dims(n_dims);
  for (uint64_t& dim : dims) dim = TRY(cursor.number<uint64_t>("the dimensions"));
  if (std::ranges::count(dims, uint64_t{0}) != 0) {
    return fail(ErrorCode::kCorrupt, concat("has the shape ", shape(dims), ", no dimension may be 0"));
  }
  return dims;
}

// Bytes of a tensor: rows of whole blocks, the product within 63 bits.
Result<uint64_t> tensor_bytes(const quant::FormatInfo& format, const std::vector<uint64_t>& dims) {
  const auto block_size = static_cast<uint64_t>(format.block_size);
  const uint64_t columns = dims.empty() ? 1 : dims[0];
  if (columns % block_size != 0) {
    return fail(ErrorCode::kCorrupt,
                concat("has rows of ", columns, " weights, ", format.name, " needs a multiple of ", block_size));
  }
  int64_t bytes = format.block_bytes;
  bool overflow = __builtin_mul_overflow(bytes, columns / block_size, &bytes);
  for (size_t i = 1; i < dims.size(); ++i) overflow |= __builtin_mul_overflow(bytes, dims[i], &bytes);
  if (overflow) {
    return fail(ErrorCode::kCorrupt, concat("has the shape ", shape(dims), ", larger than any file"));
  }
  return static_cast<uint64_t>(bytes);
}

Result<std::string_view> read_name(Cursor& cursor, uint64_t number, uint64_t count) {
  const std::string what = concat("the name of tensor ", number, " of ", count);
  const std::string_view name = TRY(cursor.string(what, kMaxNameBytes));
  if (name.empty()) return fail(ErrorCode::kCorrupt, what + " is empty");
  if (!utf8::is_valid(name)) return fail(ErrorCode::kCorrupt, concat(what, " is not UTF-8: ", printable(name)));
  return name;
}

// What follows the name.
Status read_description(Cursor& cursor, TensorInfo& tensor) {
  tensor.dims = TRY(read_dims(cursor));
  const auto gguf_type = TRY(cursor.number<uint32_t>("the type"));
  tensor.offset = TRY(cursor.number<uint64_t>("the offset"));
  tensor.format = quant::find_format_by_gguf_type(gguf_type);
  if (tensor.format == nullptr) return std::unexpected(unsupported_format(gguf_type));
  tensor.size_bytes = TRY(tensor_bytes(*tensor.format, tensor.dims));
  return {};
}

Status place(TensorInfo& tensor, const DataSection& data) {
  if (tensor.offset % data.alignment != 0) {
    return fail(ErrorCode::kCorrupt,
                concat("offset ", tensor.offset, " is not a multiple of the alignment ", data.alignment));
  }
  uint64_t end = 0;
  if (__builtin_add_overflow(data.start, tensor.offset, &tensor.offset) ||
      __builtin_add_overflow(tensor.offset, tensor.size_bytes, &end)) {
    return fail(ErrorCode::kCorrupt, concat("data of ", tensor.size_bytes, " bytes at offset ", tensor.offset,
                                            " ends beyond any file, the file has ", data.file_bytes, " bytes"));
  }
  if (end > data.file_bytes) {
    return fail(ErrorCode::kCorrupt, concat("data ends at byte ", end, ", the file has ", data.file_bytes, " bytes"));
  }
  return {};
}

std::unexpected<Error> within_tensor(const TensorInfo& tensor, Error error) {
  return within("tensor " + printable(tensor.name), std::move(error));
}

Status check_apart(const std::vector<TensorInfo>& tensors) {
  std::vector<const TensorInfo*> by_offset;
  by_offset.reserve(tensors.size());
  for (const TensorInfo& tensor : tensors) by_offset.push_back(&tensor);
  std::ranges::sort(by_offset, {}, &TensorInfo::offset);
  for (size_t i = 1; i < by_offset.size(); ++i) {
    const TensorInfo& before = *by_offset[i - 1];
    const TensorInfo& tensor = *by_offset[i];
    if (before.offset + before.size_bytes <= tensor.offset) continue;
    return fail(ErrorCode::kCorrupt,
                concat("tensor ", printable(tensor.name), ": data starts at byte ", tensor.offset, ", inside tensor ",
                       printable(before.name), " that ends at byte ", before.offset + before.size_bytes));
  }
  return {};
}

}  // namespace

Result<std::vector<TensorInfo>> read_tensor_table(Cursor& cursor, uint64_t count) {
  std::vector<TensorInfo> tensors;
  tensors.reserve(std::min<uint64_t>(count, 4096));
  for (uint64_t i = 0; i < count; ++i) {
    TensorInfo& tensor = tensors.emplace_back();
    tensor.name = TRY(read_name(cursor, i + 1, count));
    if (Status status = read_description(cursor, tensor); !status) {
      return within_tensor(tensor, std::move(status.error()));
    }
  }
  return tensors;
}

Status place_tensors(std::vector<TensorInfo>& tensors, const DataSection& data) {
  for (TensorInfo& tensor : tensors) {
    if (Status status = place(tensor, data); !status) return within_tensor(tensor, std::move(status.error()));
  }
  return check_apart(tensors);
}

}  // namespace hearth::gguf
