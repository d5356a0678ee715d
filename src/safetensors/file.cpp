#include "safetensors/file.h"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

#include "base/bytes.h"
#include "base/check.h"
#include "base/json.h"
#include "base/text.h"

namespace hearth::safetensors {
namespace {

constexpr uint64_t kLengthBytes = sizeof(uint64_t);
constexpr uint64_t kMaxHeader = uint64_t{64} << 20;
constexpr std::string_view kMetadata = "__metadata__";

struct Type {
  std::string_view name;
  uint64_t bytes;
};

constexpr std::array kTypes = {Type{"BOOL", 1}, Type{"U8", 1},  Type{"I8", 1},  Type{"F8_E5M2", 1}, Type{"F8_E4M3", 1},
                               Type{"I16", 2},  Type{"U16", 2}, Type{"F16", 2}, Type{"BF16", 2},    Type{"I32", 4},
                               Type{"U32", 4},  Type{"F32", 4}, Type{"F64", 8}, Type{"I64", 8},     Type{"U64", 8}};

std::optional<uint64_t> product(uint64_t a, uint64_t b) {
  uint64_t result = 0;
  if (__builtin_mul_overflow(a, b, &result)) return {};
  return result;
}

std::unexpected<Error> corrupt(std::string_view tensor, std::string_view what) {
  return fail(ErrorCode::kCorrupt, concat("tensor ", tensor, ": ", what));
}

// An array of non-negative integers.
std::optional<std::vector<uint64_t>> naturals(const Json* json) {
  if (json == nullptr || json->if_array() == nullptr) return {};
  std::vector<uint64_t> numbers;
  for (const Json& item : *json->if_array()) {
    const int64_t* number = item.if_int64();
    if (number == nullptr || *number < 0) return {};
    numbers.push_back(static_cast<uint64_t>(*number));
  }
  return numbers;
}

// One member of the header; its offset is still that in the data.
Result<Tensor> read_tensor(const Json::Member& member, uint64_t data_bytes) {
  Tensor tensor{.name = member.key};
  const Json* type = member.value.find("dtype");
  if (type == nullptr || type->if_string() == nullptr) return corrupt(member.key, "has no dtype");
  tensor.type = *type->if_string();
  const auto known = std::ranges::find(kTypes, tensor.type, &Type::name);
  if (known == kTypes.end()) {
    return fail(ErrorCode::kUnsupported,
                concat("tensor ", member.key, " is of type '", tensor.type, "', which Hearth does not know"));
  }
  auto shape = naturals(member.value.find("shape"));
  if (!shape) return corrupt(member.key, "its shape is no array of numbers from 0");
  tensor.shape = *std::move(shape);
  std::optional<uint64_t> bytes = known->bytes;
  for (const uint64_t n : tensor.shape) bytes = bytes ? product(*bytes, n) : bytes;
  const auto offsets = naturals(member.value.find("data_offsets"));
  if (!offsets || offsets->size() != 2) return corrupt(member.key, "its data_offsets are no pair of numbers from 0");
  const uint64_t begin = (*offsets)[0], end = (*offsets)[1];
  if (begin > end || end > data_bytes) {
    return corrupt(member.key, concat("its data_offsets are ", begin, " and ", end, ", the file has ", data_bytes,
                                      " bytes of data"));
  }
  if (bytes != end - begin) {
    return corrupt(member.key, concat("has ", end - begin, " bytes, which are not what its shape and type take"));
  }
  tensor.offset = begin;
  tensor.size_bytes = end - begin;
  return tensor;
}

}  // namespace

uint64_t Tensor::n_elements() const {
  uint64_t n = 1;
  for (const uint64_t dimension : shape) n *= dimension;
  return n;
}

Result<File> File::open(const std::string& path, std::string_view name) {
  File file;
  file.mapped_ = TRY(MappedFile::open(path));
  if (const Status parsed = file.parse(); !parsed) return within(name, parsed.error());
  return file;
}

Status File::parse() {
  const Bytes bytes = mapped_.bytes();
  if (bytes.size() < kLengthBytes) {
    return fail(ErrorCode::kCorrupt, concat("is ", bytes.size(), " bytes long, no safetensors file"));
  }
  const auto header_bytes = load_unaligned<uint64_t>(bytes.data());
  if (header_bytes > std::min<uint64_t>(kMaxHeader, bytes.size() - kLengthBytes)) {
    return fail(ErrorCode::kCorrupt, concat("its header is said to have ", header_bytes, " bytes, the file has ",
                                            bytes.size(), "; expected at most ", kMaxHeader));
  }
  const std::string_view text(reinterpret_cast<const char*>(bytes.data() + kLengthBytes), header_bytes);
  const auto header = Json::parse(text, {.max_bytes = kMaxHeader});
  if (!header) return within("its header", header.error());
  if (header->if_object() == nullptr) return fail(ErrorCode::kCorrupt, "its header is no JSON object");
  const uint64_t data_start = kLengthBytes + header_bytes, data_bytes = bytes.size() - data_start;
  for (const Json::Member& member : *header->if_object()) {
    if (member.key != kMetadata) tensors_.push_back(TRY(read_tensor(member, data_bytes)));
  }
  std::ranges::sort(tensors_, [](const Tensor& a, const Tensor& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.size_bytes < b.size_bytes;
  });
  uint64_t end = 0;
  for (Tensor& tensor : tensors_) {
    if (tensor.offset != end) {
      return corrupt(tensor.name, concat("begins at ", tensor.offset, ", the one before it ends at ", end));
    }
    end += tensor.size_bytes;
    tensor.offset += data_start;
  }
  if (end == data_bytes) return {};
  return fail(ErrorCode::kCorrupt, concat("its tensors end at ", end, ", its data at ", data_bytes));
}

Status File::read(const Tensor& tensor, uint64_t offset, std::span<uint8_t> into) const {
  CHECK(offset <= tensor.size_bytes && into.size() <= tensor.size_bytes - offset);
  return mapped_.read_at(tensor.offset + offset, into);
}

}  // namespace hearth::safetensors
