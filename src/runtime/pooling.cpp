#include "runtime/pooling.h"

#include <cmath>

#include "base/check.h"
#include "base/text.h"

namespace hearth::runtime {
namespace {

// The values of the key, as llama.cpp numbers them.
constexpr int64_t kNone = 0, kMean = 1, kCls = 2, kLast = 3;

}  // namespace

Result<Pooling> read_pooling(const gguf::File& file, bool is_encoder) {
  const std::string key = concat(file.find_string("general.architecture").value_or(""), ".pooling_type");
  const int64_t type = file.find_integer(key).value_or(kNone);
  if (type == kNone) return is_encoder ? Pooling::kMean : Pooling::kLast;
  if (type == kMean) return Pooling::kMean;
  if (type == kCls) return Pooling::kCls;
  if (type == kLast) return Pooling::kLast;
  return fail(ErrorCode::kUnsupported, concat(key, " is ", type, "; supported: 1 (mean), 2 (cls), 3 (last)"));
}

void Pooler::add(const compute::Tensor& hidden, int32_t first, int32_t n) {
  CHECK(n > 0 && first + n <= hidden.rows);
  sum_.resize(static_cast<size_t>(hidden.columns));
  const auto add_row = [&](int32_t r) {
    for (size_t i = 0; i < sum_.size(); ++i) sum_[i] += static_cast<double>(hidden.row(r)[i]);
  };
  if (pooling_ == Pooling::kMean) {
    for (int32_t r = first; r < first + n; ++r) add_row(r);
  } else if (pooling_ == Pooling::kLast) {
    sum_.assign(sum_.size(), 0);
    add_row(first + n - 1);
  } else if (n_rows_ == 0) {
    add_row(first);
  }
  n_rows_ += n;
}

std::vector<float> Pooler::vector() const {
  CHECK(n_rows_ > 0);
  const double n = pooling_ == Pooling::kMean ? static_cast<double>(n_rows_) : 1;
  std::vector<float> vector;
  vector.reserve(sum_.size());
  for (const double sum : sum_) vector.push_back(static_cast<float>(sum / n));
  return vector;
}

bool normalize(std::span<float> vector) {
  double squares = 0;
  for (const float value : vector) squares += static_cast<double>(value) * static_cast<double>(value);
  if (!std::isfinite(squares)) return false;
  const double length = std::sqrt(squares);
  if (length == 0) return true;
  for (float& value : vector) value = static_cast<float>(static_cast<double>(value) / length);
  return true;
}

}  // namespace hearth::runtime
