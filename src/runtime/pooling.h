// Pooling: the hidden states of a text's tokens to the one vector that stands for the text.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"
#include "compute/tensor.h"
#include "gguf/file.h"

namespace hearth::runtime {

enum class Pooling : uint8_t {
  kMean,  // of all tokens
  kCls,   // the first token, which an encoder puts in front
  kLast,  // the last token: the only one of a decoder that has seen the whole text
};

// What <architecture>.pooling_type says; where it says nothing, the mean of an encoder, and of other models the last
// token. kUnsupported for kinds that make no vector of a text.
Result<Pooling> read_pooling(const gguf::File& file, bool is_encoder);

// The vector of one text, whose rows come in order, in one piece or several.
class Pooler {
 public:
  explicit Pooler(Pooling pooling) : pooling_(pooling) {}

  // Rows [first, first + n) of `hidden` are the text's next ones.
  void add(const compute::Tensor& hidden, int32_t first, int32_t n);
  // There was at least one row.
  std::vector<float> vector() const;

 private:
  Pooling pooling_;
  int64_t n_rows_ = 0;
  std::vector<double> sum_;  // of all rows, or the one that counts
};

// Scales the vector to length 1; one of zeros stays. False when it holds what is no finite number.
bool normalize(std::span<float> vector);

}  // namespace hearth::runtime
