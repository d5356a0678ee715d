#include "model/model_file.h"

#include <cmath>

#include "base/text.h"

namespace hearth::model {
namespace {

constexpr int64_t kMostOfAnything = int64_t{1} << 24;

}  // namespace

class ModelFile::TensorSource final : public compute::WeightSource {
 public:
  TensorSource(const gguf::File& file, const gguf::TensorInfo& info) : file_(file), info_(info) {}
  Status read(uint64_t offset, std::span<uint8_t> into) const override { return file_.read(info_, offset, into); }

 private:
  const gguf::File& file_;
  const gguf::TensorInfo& info_;
};

Result<ModelFile> ModelFile::open(const gguf::File& file) {
  ModelFile m;
  m.file_ = &file;
  const auto architecture = file.find_string("general.architecture");
  if (!architecture) return fail(ErrorCode::kCorrupt, "general.architecture is missing or not a string");
  m.architecture_ = *architecture;
  return m;
}

std::string ModelFile::key_of(std::string_view key) const { return concat(architecture_, ".", key); }

Result<int32_t> ModelFile::count(std::string_view key) const {
  const std::string full = key_of(key);
  const gguf::Value* value = file_->find(full);
  if (value == nullptr) return fail(ErrorCode::kCorrupt, concat(full, " is missing"));
  const auto n = value->integer();
  if (!n) {
    return fail(ErrorCode::kUnsupported,
                concat(full, " is of type ", gguf::name(value->type), ", expected one integer"));
  }
  if (*n < 1 || *n > kMostOfAnything) {
    return fail(ErrorCode::kCorrupt, concat(full, " is ", *n, ", expected 1 to ", kMostOfAnything));
  }
  return static_cast<int32_t>(*n);
}

Result<int32_t> ModelFile::count_or(std::string_view key, int32_t otherwise) const {
  if (file_->find(key_of(key)) == nullptr) return otherwise;
  return count(key);
}

Result<float> ModelFile::real(std::string_view key) const {
  const std::string full = key_of(key);
  const gguf::Value* value = file_->find(full);
  if (value == nullptr) return fail(ErrorCode::kCorrupt, concat(full, " is missing"));
  const auto number = value->number();
  if (!number || !std::isfinite(*number)) {
    return fail(ErrorCode::kCorrupt, concat(full, " (", gguf::name(value->type), ") is not a finite number"));
  }
  return static_cast<float>(*number);
}

Result<float> ModelFile::real_or(std::string_view key, float otherwise) const {
  if (file_->find(key_of(key)) == nullptr) return otherwise;
  return real(key);
}

Result<std::string_view> ModelFile::text_or(std::string_view key, std::string_view otherwise) const {
  const std::string full = key_of(key);
  const gguf::Value* value = file_->find(full);
  if (value == nullptr) return otherwise;
  const auto text = value->string();
  if (!text)
    return fail(ErrorCode::kCorrupt, concat(full, " is of type ", gguf::name(value->type), ", expected string"));
  return *text;
}

Result<int32_t> ModelFile::rows(std::string_view name) const {
  const gguf::TensorInfo* info = file_->find_tensor(name);
  if (info == nullptr) return fail(ErrorCode::kCorrupt, concat("tensor ", name, " is missing"));
  const uint64_t rows = info->rows();
  if (rows > static_cast<uint64_t>(kMostOfAnything)) {
    return fail(ErrorCode::kCorrupt,
                concat("tensor ", name, " has ", rows, " rows, expected at most ", kMostOfAnything));
  }
  return static_cast<int32_t>(rows);
}

Result<int32_t> ModelFile::vocabulary_size() const {
  const int32_t n = TRY(rows("token_embd.weight"));
  const gguf::Array* tokens = file_->find_array("tokenizer.ggml.tokens");
  if (tokens != nullptr && tokens->count() != static_cast<uint64_t>(n)) {
    return fail(ErrorCode::kCorrupt,
                concat("tokenizer.ggml.tokens has ", tokens->count(), " entries, token_embd.weight has ", n, " rows"));
  }
  return n;
}

Result<const gguf::TensorInfo*> ModelFile::tensor(const std::string& name, int64_t rows, int64_t columns) const {
  const gguf::TensorInfo* info = file_->find_tensor(name);
  if (info == nullptr) return fail(ErrorCode::kCorrupt, concat("tensor ", name, " is missing"));
  if (info->rows() != static_cast<uint64_t>(rows) || info->columns() != static_cast<uint64_t>(columns)) {
    return fail(ErrorCode::kCorrupt, concat("tensor ", name, " is ", info->rows(), " x ", info->columns(),
                                            ", expected ", rows, " x ", columns));
  }
  return info;
}

Result<Weight> ModelFile::weight(const std::string& name, int64_t rows, int64_t columns) {
  const gguf::TensorInfo* info = TRY(tensor(name, rows, columns));
  sources_.push_back(std::make_shared<TensorSource>(*file_, *info));
  compute::WeightData& data = weights_.emplace_back();
  data.name = name;
  data.format = info->format->format;
  data.rows = static_cast<int32_t>(rows);
  data.columns = static_cast<int32_t>(columns);
  data.source = sources_.back().get();
  return Weight{&data};
}

Result<Weight> ModelFile::first_row(const std::string& name, int64_t rows, int64_t columns) {
  const Weight matrix = TRY(weight(name, rows, columns));
  weights_.back().rows = 1;
  return matrix;
}

Result<Weight> ModelFile::weight_or(const std::string& name, int64_t rows, int64_t columns, Weight otherwise) {
  if (file_->find_tensor(name) == nullptr) return otherwise;
  return weight(name, rows, columns);
}

Result<std::vector<float>> ModelFile::values_or_none(const std::string& name, int64_t n) const {
  if (file_->find_tensor(name) == nullptr) return std::vector<float>();
  const gguf::TensorInfo* info = TRY(tensor(name, 1, n));
  std::vector<uint8_t> bytes(info->size_bytes);
  TRY(file_->read(*info, 0, bytes));
  std::vector<float> values(static_cast<size_t>(n));
  info->format->decode(bytes.data(), values.data(), values.size());
  for (const float value : values) {
    if (!std::isfinite(value))
      return fail(ErrorCode::kCorrupt, concat("tensor ", name, " holds a value that is not finite"));
  }
  return values;
}

std::vector<compute::WeightData*> ModelFile::weights() {
  std::vector<compute::WeightData*> list;
  for (compute::WeightData& weight : weights_) list.push_back(&weight);
  return list;
}

Status check_heads(int n_heads, int n_kv_heads, int head_dim, int rope_dims) {
  if (n_heads > 4096 || n_kv_heads > n_heads || n_heads % n_kv_heads != 0) {
    return fail(ErrorCode::kCorrupt, concat("attention.head_count is ", n_heads, " and attention.head_count_kv ",
                                            n_kv_heads, ", expected the second to divide the first"));
  }
  if (head_dim % 16 != 0 || head_dim > 1024) {
    return fail(ErrorCode::kUnsupported,
                concat("attention.key_length is ", head_dim, ", expected a multiple of 16 up to 1024"));
  }
  if (rope_dims > head_dim) {
    return fail(ErrorCode::kCorrupt,
                concat("rope.dimension_count is ", rope_dims, ", expected at most the head's ", head_dim));
  }
  return {};
}

}  // namespace hearth::model
