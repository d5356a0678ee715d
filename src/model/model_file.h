// ModelFile: a GGUF file as a family reads it: named numbers with bounds, and weights with checked shapes.
//
// Numbers are asked for without the architecture's prefix: count("block_count") reads "llama.block_count". Every
// error names the key or tensor, what was found and what was expected.
#pragma once

#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "compute/tensor.h"
#include "gguf/file.h"

namespace hearth::model {

using compute::Weight;

class ModelFile {
 public:
  // The file must outlive this and everything loaded from it.
  static Result<ModelFile> open(const gguf::File& file);

  std::string_view architecture() const { return architecture_; }

  // A number of things: an integer in [1, 2^24]. With `_or`, what an absent key means.
  Result<int32_t> count(std::string_view key) const;
  Result<int32_t> count_or(std::string_view key, int32_t otherwise) const;
  // A finite real number.
  Result<float> real(std::string_view key) const;
  Result<float> real_or(std::string_view key, float otherwise) const;
  // A string, or `otherwise` when the key is absent.
  Result<std::string_view> text_or(std::string_view key, std::string_view otherwise) const;

  // Entries in the vocabulary: the rows of token_embd.weight, which must agree with the tokenizer's list.
  Result<int32_t> vocabulary_size() const;

  // The rows of a matrix, at most 2^24.
  Result<int32_t> rows(std::string_view name) const;

  // A matrix [rows, columns] or, with rows 1, a vector.
  Result<Weight> weight(const std::string& name, int64_t rows, int64_t columns);
  // The first row of a matrix as a vector.
  Result<Weight> first_row(const std::string& name, int64_t rows, int64_t columns);
  Result<Weight> weight_or(const std::string& name, int64_t rows, int64_t columns, Weight otherwise);
  // The values of a small vector such as rope_freqs.weight; empty when the file has none.
  Result<std::vector<float>> values_or_none(const std::string& name, int64_t n) const;

  // All weights asked for so far. They point into `file` as their source until they are uploaded.
  std::vector<compute::WeightData*> weights();
  // Hands the weights over to who keeps the model.
  std::deque<compute::WeightData> take_weights() { return std::move(weights_); }

 private:
  class TensorSource;

  std::string key_of(std::string_view key) const;
  Result<const gguf::TensorInfo*> tensor(const std::string& name, int64_t rows, int64_t columns) const;

  const gguf::File* file_ = nullptr;
  std::string_view architecture_;
  std::deque<compute::WeightData> weights_;
  std::deque<std::shared_ptr<compute::WeightSource>> sources_;
};

// What every attention asks of its numbers: kv heads divide heads, a head is whole vectors of 16, rotation fits.
Status check_heads(int n_heads, int n_kv_heads, int head_dim, int rope_dims);

}  // namespace hearth::model
