// A vocabulary is read in rows of 64 logits, side by side, so that compilers turn the loops into vector code: nothing
// is added up or compared along a row, only from row to row. The few logits that matter are then found by looking
// through few columns, or few rows.
#include "sampling/selection.h"

#include <functional>

namespace hearth::sampling {
namespace {

constexpr size_t kRow = 64;

// The maxima of the columns, of which the caller has set the first to at least kExcluded.
void raise_to_columns(std::span<const float> rows, float (&maxima)[kRow]) {
  size_t i = 0;
  for (; i + kRow <= rows.size(); i += kRow) {
    const float* row = rows.data() + i;
    for (size_t j = 0; j < kRow; ++j) maxima[j] = row[j] > maxima[j] ? row[j] : maxima[j];
  }
  for (size_t j = 0; i + j < rows.size(); ++j) maxima[j] = rows[i + j] > maxima[j] ? rows[i + j] : maxima[j];
}

bool reaches(std::span<const float> row, float bar) {
  uint32_t any = 0;
  if (row.size() == kRow) {  // a known length makes better vector code
    for (size_t j = 0; j < kRow; ++j) any |= row[j] >= bar ? 1u : 0u;
  } else {
    for (const float logit : row) any |= logit >= bar ? 1u : 0u;
  }
  return any != 0;
}

std::span<const float> part_at(std::span<const float> logits, size_t start, size_t size) {
  return logits.subspan(start, std::min(size, logits.size() - start));
}

// A logit that at least k others reach, if k columns have an admitted one: the k-th highest maximum.
float bar_of_highest(std::vector<float> maxima, size_t k) {
  if (k > maxima.size()) return kLowestAdmitted;
  const auto kth = maxima.begin() + static_cast<std::ptrdiff_t>(k - 1);
  std::nth_element(maxima.begin(), kth, maxima.end(), std::greater<>());
  return std::max(*kth, kLowestAdmitted);
}

// All that reach some bar which the k highest reach, in any order. Few others do.
void collect_at_least(std::span<const float> logits, size_t k, std::vector<Candidate>& found) {
  // Several times as many columns as k, so that not many of them hold two of the highest.
  const size_t part_size = std::clamp<size_t>(logits.size() / (8 * k), 1, kRow) * kRow;
  std::vector<float> maxima;
  maxima.reserve(logits.size() / part_size * kRow + kRow);
  for (size_t start = 0; start < logits.size(); start += part_size) {
    float columns[kRow];
    std::fill_n(columns, kRow, kExcluded);
    raise_to_columns(part_at(logits, start, part_size), columns);
    maxima.insert(maxima.end(), columns, columns + kRow);
  }
  const float bar = bar_of_highest(maxima, k);
  for (size_t column = 0; column < maxima.size(); ++column) {
    if (!(maxima[column] >= bar)) continue;
    const size_t start = column / kRow * part_size, end = std::min(start + part_size, logits.size());
    for (size_t i = start + column % kRow; i < end; i += kRow) {
      if (logits[i] >= bar) found.push_back({static_cast<int32_t>(i), finite(logits[i])});
    }
  }
}

// Excluded logits are all equal, so the lowest ids come first.
void fill_with_excluded(std::span<const float> logits, size_t k, std::vector<Candidate>& found) {
  for (size_t i = 0; i < logits.size() && found.size() < k; ++i) {
    if (is_excluded(logits[i])) found.push_back({static_cast<int32_t>(i), kExcluded});
  }
}

}  // namespace

float maximum(std::span<const float> values) {
  float columns[kRow];
  std::fill_n(columns, kRow, kExcluded);
  raise_to_columns(values, columns);
  return *std::max_element(columns, columns + kRow);
}

int32_t highest(std::span<const float> logits) {
  const float most = maximum(logits);
  for (size_t start = 0; start < logits.size(); start += kRow) {
    const std::span<const float> row = part_at(logits, start, kRow);
    if (!reaches(row, most)) continue;
    return static_cast<int32_t>(std::ranges::find(row, most) - row.begin()) + static_cast<int32_t>(start);
  }
  return 0;
}

void highest(std::span<const float> logits, size_t k, std::vector<Candidate>& found) {
  k = std::min(k, logits.size());
  found.clear();
  if (k == 0) return;
  collect_at_least(logits, k, found);
  if (found.size() > k) {
    std::nth_element(found.begin(), found.begin() + static_cast<std::ptrdiff_t>(k - 1), found.end(), goes_before);
    found.resize(k);
  }
  std::ranges::sort(found, goes_before);
  fill_with_excluded(logits, k, found);
}

bool collect_from(std::span<const float> logits, float bar, size_t most, std::vector<Candidate>& found) {
  found.clear();
  for (size_t start = 0; start < logits.size(); start += kRow) {
    const std::span<const float> row = part_at(logits, start, kRow);
    if (!reaches(row, bar)) continue;
    for (size_t j = 0; j < row.size(); ++j) {
      if (row[j] >= bar) found.push_back({static_cast<int32_t>(start + j), finite(row[j])});
    }
    if (found.size() > most) return false;
  }
  return true;
}

}  // namespace hearth::sampling
