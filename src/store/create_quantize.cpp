#include "store/create_quantize.h"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/text.h"
#include "base/thread_pool.h"
#include "gguf/model_facts.h"

namespace hearth::store {
namespace {

constexpr uint64_t kPieceBytes = uint64_t{8} << 20;
constexpr int kMaxThreads = 16;
constexpr uint32_t kQuantizationVersion = 2;  // of the layouts of blocks, as GGUF counts them

bool has_whole_numbers_of_bits(quant::Format format) {
  return format == quant::Format::kF32 || format == quant::Format::kF16 || format == quant::Format::kBF16;
}

// Metadata of a file that will be whole: without what only tells about its parts.
void copy_metadata(const gguf::File& source, gguf::Writer& writer) {
  for (const auto& [key, value] : source.metadata()) {
    if (!key.starts_with("split.")) writer.set_value(key, value);
  }
}

// What the writing of all tensors shares. The writer's sources hold it together.
struct Conversion {
  const gguf::File& source;
  OnBytes on_bytes;
  uint64_t completed_bytes = 0;
  ThreadPool pool{std::clamp(static_cast<int>(std::thread::hardware_concurrency()), 1, kMaxThreads)};
};

// Rows [0, n_rows) of `columns` weights each, from one format into another, spread over the threads.
struct RowPiece {
  const quant::FormatInfo& from;
  const quant::FormatInfo& to;
  size_t columns;
  size_t n_rows;
};

void convert_rows(ThreadPool& pool, const RowPiece& piece, const uint8_t* in, uint8_t* out) {
  const size_t in_bytes = quant::row_bytes(piece.from, piece.columns);
  const size_t out_bytes = quant::row_bytes(piece.to, piece.columns);
  std::vector<std::vector<float>> weights(static_cast<size_t>(pool.n_threads()), std::vector<float>(piece.columns));
  pool.parallel_for(static_cast<int>(piece.n_rows), [&](int task, int thread) {
    const auto row = static_cast<size_t>(task);
    float* decoded = weights[static_cast<size_t>(thread)].data();
    piece.from.decode(in + row * in_bytes, decoded, piece.columns);
    piece.to.encode(decoded, out + row * out_bytes, piece.columns);
  });
}

// A piece of the source on its way; `converted` is empty where the format stays.
Status emit_converted(Conversion& conversion, const gguf::TensorInfo& tensor, const quant::FormatInfo& to,
                      const gguf::Writer::Emit& emit) {
  const auto columns = static_cast<size_t>(tensor.columns());
  const size_t in_row = quant::row_bytes(*tensor.format, columns), out_row = quant::row_bytes(to, columns);
  const uint64_t rows_at_once = std::max<uint64_t>(1, kPieceBytes / std::max<size_t>(in_row, 1));
  std::vector<uint8_t> in, out;
  for (uint64_t row = 0; row < tensor.rows(); row += rows_at_once) {
    const auto n_rows = static_cast<size_t>(std::min(rows_at_once, tensor.rows() - row));
    in.resize(n_rows * in_row);
    TRY(conversion.source.read(tensor, row * in_row, in));
    if (to.format == tensor.format->format) {
      TRY(emit(in));
    } else {
      out.resize(n_rows * out_row);
      convert_rows(conversion.pool, {*tensor.format, to, columns, n_rows}, in.data(), out.data());
      TRY(emit(out));
    }
    conversion.completed_bytes += in.size();
    if (conversion.on_bytes) conversion.on_bytes(conversion.completed_bytes);
  }
  return {};
}

// `format_of` gives each tensor its format.
void add_tensors(const std::shared_ptr<Conversion>& conversion, gguf::Writer& writer, auto&& format_of) {
  for (const gguf::TensorInfo& tensor : conversion->source.tensors()) {
    const quant::FormatInfo& to = quant::info(format_of(tensor));
    writer.add_tensor({std::string(tensor.name), to.format, tensor.dims},
                      [conversion, &tensor, &to](const gguf::Writer::Emit& emit) {
                        return emit_converted(*conversion, tensor, to, emit);
                      });
  }
}

}  // namespace

Status check_source_of_quantization(const gguf::File& source) {
  for (const gguf::TensorInfo& tensor : source.tensors()) {
    if (has_whole_numbers_of_bits(tensor.format->format)) continue;
    return fail(ErrorCode::kUnsupported,
                concat("quantization is only supported for F16, BF16 and F32 models; this one is ",
                       gguf::file_type_name(source), ", tensor ", tensor.name, " is ", tensor.format->name));
  }
  return {};
}

gguf::Writer quantized(const gguf::File& source, const Quantization& quantization, OnBytes on_bytes) {
  gguf::Writer writer;
  copy_metadata(source, writer);
  const auto file_type = gguf::find_file_type(quantization.name);
  CHECK(file_type.has_value());
  writer.set("general.file_type", *file_type);
  writer.set("general.quantization_version", kQuantizationVersion);
  const ModelShape shape = shape_of(source);
  add_tensors(std::make_shared<Conversion>(source, std::move(on_bytes)), writer,
              [&](const gguf::TensorInfo& tensor) { return choose_format(quantization, tensor, shape); });
  return writer;
}

gguf::Writer merged(const gguf::File& source) {
  gguf::Writer writer;
  copy_metadata(source, writer);
  add_tensors(std::make_shared<Conversion>(source, OnBytes()), writer,
              [](const gguf::TensorInfo& tensor) { return tensor.format->format; });
  return writer;
}

}  // namespace hearth::store
