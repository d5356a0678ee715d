#include "convert/convert.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

#include "base/text.h"

namespace hearth::convert {
namespace {

using quant::Format;

constexpr size_t kPiece = size_t{1} << 16;  // elements that are converted at a time
constexpr float kLargestF16 = 65504;

struct Architecture {
  std::string_view name;
  Status (*convert)(const ModelFolder&, Converted&);
};

constexpr std::array kArchitectures = {
#define ARCHITECTURE(name, function) Architecture{name, function},
#include "convert/architectures.def"
#undef ARCHITECTURE
};

Result<Architecture> find_architecture(const ModelFolder& folder) {
  const Json config = TRY(folder.json("config.json"));
  const Json* names = config.find("architectures");
  const Json::Array* list = names == nullptr ? nullptr : names->if_array();
  if (list == nullptr || list->empty() || list->front().if_string() == nullptr) {
    return fail(ErrorCode::kInvalidArgument, "unknown architecture: config.json has no architectures");
  }
  const std::string& wanted = *list->front().if_string();
  std::string known;
  for (const Architecture& architecture : kArchitectures) {
    if (architecture.name == wanted) return architecture;
    known += concat(known.empty() ? "" : ", ", architecture.name);
  }
  return fail(ErrorCode::kUnsupported,
              concat("unsupported architecture \"", wanted, "\"; converted from safetensors are: ", known));
}

std::optional<Format> format_of(std::string_view type) {
  if (type == "F32") return Format::kF32;
  if (type == "F16") return Format::kF16;
  if (type == "BF16") return Format::kBF16;
  return {};
}

// One tensor on its way into the file.
struct Conversion {
  SourceTensor source;
  std::string name;
  Format from, to;

  Status write(const gguf::Writer::Emit& emit) const {
    const quant::FormatInfo &in = quant::info(from), &out = quant::info(to);
    std::vector<uint8_t> bytes;
    std::vector<float> values;
    for (uint64_t at = 0; at < source.tensor->size_bytes; at += bytes.size()) {
      const uint64_t most = quant::row_bytes(in, kPiece);
      bytes.resize(static_cast<size_t>(std::min(most, source.tensor->size_bytes - at)));
      TRY(source.file->read(*source.tensor, at, bytes));
      if (from == to) {
        TRY(emit(bytes));
        continue;
      }
      values.resize(bytes.size() / quant::row_bytes(in, 1));
      in.decode(bytes.data(), values.data(), values.size());
      if (to == Format::kF16) TRY(check_range(values));
      std::vector<uint8_t> encoded(quant::row_bytes(out, values.size()));
      out.encode(values.data(), encoded.data(), values.size());
      TRY(emit(encoded));
    }
    return {};
  }

  Status check_range(const std::vector<float>& values) const {
    const auto beyond = [](float value) { return !(std::fabs(value) <= kLargestF16); };
    if (std::ranges::none_of(values, beyond)) return {};
    return fail(ErrorCode::kUnsupported, concat("tensor ", name, " holds a number that F16 cannot hold"));
  }
};

}  // namespace

bool is_safetensors_model(const std::vector<NamedFile>& files) {
  return std::ranges::any_of(files, [](const NamedFile& file) { return file.name.ends_with(".safetensors"); });
}

Result<Converted> convert(const std::vector<NamedFile>& files) {
  Converted made;
  const auto folder = std::make_shared<const ModelFolder>(TRY(ModelFolder::open(files)));
  made.folder = folder;
  const Architecture architecture = TRY(find_architecture(*folder));
  TRY(architecture.convert(*folder, made));
  return made;
}

Status add_tensor(gguf::Writer& writer, std::string_view name, const SourceTensor& source) {
  const safetensors::Tensor& tensor = *source.tensor;
  const auto from = format_of(tensor.type);
  if (!from) {
    return fail(ErrorCode::kUnsupported,
                concat("tensor ", tensor.name, " is of type ", tensor.type, "; converted are F32, F16 and BF16"));
  }
  if (tensor.shape.empty() || tensor.shape.size() > 4) {
    return fail(ErrorCode::kUnsupported,
                concat("tensor ", tensor.name, " has ", tensor.shape.size(), " dimensions, expected 1 to 4"));
  }
  const bool is_matrix = tensor.shape.size() > 1;
  const Format to = !is_matrix ? Format::kF32 : *from == Format::kBF16 ? Format::kBF16 : Format::kF16;
  gguf::TensorSpec spec{std::string(name), to, {tensor.shape.rbegin(), tensor.shape.rend()}};
  writer.add_tensor(std::move(spec), [conversion = Conversion{source, tensor.name, *from, to}](
                                         const gguf::Writer::Emit& emit) { return conversion.write(emit); });
  return {};
}

}  // namespace hearth::convert
